"""The demo's conversation: what Ada and Ben say, and what must come back.

Whatever does not come ends the story: nothing here is optional. Knows the people's side of the local chat only.
"""

from __future__ import annotations

import io
from collections.abc import Callable
from dataclasses import dataclass
from typing import Self

from PIL import Image, ImageChops, ImageStat

from bot.localchat import LocalChat, Message, Person
from bot.texts import texts_in
from engine.gallery import draw_style
from engine.pictures.encoding import to_jpeg

ANSWER_S = 20.0  # for a sentence: the bot answers at once, but may share its cores with the painter
PAINTING_S = 150.0  # for a painting, the start of the worker included
STYLE_EDGE_SIZE = 640  # px
UNPAINTED = (
    6.0  # mean difference of 0..255, at 24 px, under which nothing was painted; measured: a copy of 64 px has 2 to 4
)

ENGLISH = texts_in("en")


class DemoFailed(Exception):
    """The demo did not go as it must."""


@dataclass(frozen=True, kw_only=True)
class DemoPictures:
    """What the people of the story send: photos of scikit-image, styles that the project draws."""

    cat: bytes
    coffee: bytes
    waves: bytes
    glass: bytes

    @classmethod
    def load(cls) -> Self:
        """Return the pictures.

        Raises:
            DemoFailed: scikit-image is not installed.
        """
        try:
            from skimage import data
        except ImportError:
            raise DemoFailed(
                "The demo's photos come with scikit-image, which is not installed: "
                "python -m pip install 'scikit-image>=0.25,<1'."
            ) from None
        photos = {name: to_jpeg(Image.fromarray(getattr(data, name)())) for name in ("chelsea", "coffee")}
        styles = {name: to_jpeg(draw_style(name, STYLE_EDGE_SIZE)) for name in ("wave", "glass")}
        return cls(cat=photos["chelsea"], coffee=photos["coffee"], waves=styles["wave"], glass=styles["glass"])


async def tell_story(chat: LocalChat, pictures: DemoPictures) -> None:
    """Let everything happen, one thing after the other.

    Raises:
        DemoFailed: A picture is not what it must be.
        NothingCame: Something that was expected did not come.
    """
    ada, ben = chat.person("Ada"), chat.person("Ben")
    await _in_private(Talk(chat, chat.private(ada)), ada, pictures)
    group = chat.group("Studio", [ada, ben])
    await _in_a_group(Talk(chat, group), ada, ben, pictures)


async def _in_private(talk: Talk, ada: Person, pictures: DemoPictures) -> None:
    ada.start()
    await talk.sentence("/styles")
    ada.send_text(talk.chat_id, "/strength 75")
    await talk.sentence("75")
    ada.send_photo(talk.chat_id, pictures.cat)
    await talk.sentence(ENGLISH.got_content)
    ada.send_photo(talk.chat_id, pictures.waves)
    await talk.sentence(ENGLISH.started)
    ada.send_photo(talk.chat_id, pictures.glass)  # while the first is painted: a second style for the next
    await talk.sentence(ENGLISH.kept_style.format(number=2))
    first = await talk.painting("strength 75", of=pictures.cat)
    ada.send_text(talk.chat_id, "/blend 50", reply_to=first)
    await talk.painting("50 % painting", of=pictures.cat)
    ada.send_text(talk.chat_id, "/blend 60 40")
    await talk.sentence("60 %")
    ada.send_text(talk.chat_id, "/go")
    await talk.painting("1: 60 %, 2: 40 %", of=pictures.cat)


async def _in_a_group(talk: Talk, ada: Person, ben: Person, pictures: DemoPictures) -> None:
    await talk.sentence(ENGLISH.start_group[:5])
    photo = ben.send_photo(talk.chat_id, pictures.coffee, "My breakfast")
    style = ada.send_photo(talk.chat_id, pictures.glass)
    ben.send_text(talk.chat_id, "/content", reply_to=photo)
    await talk.sentence(ENGLISH.got_content_group)
    ben.send_text(talk.chat_id, "/style", reply_to=style)
    painted = await talk.painting("strength", of=pictures.coffee)
    if painted.reply_to is None or painted.reply_to.sender.id != ben.id:
        raise DemoFailed("The painting in the group is not a reply to the person who asked.")


class Talk:
    """One chat of the story: waits for what comes next in it."""

    def __init__(self, chat: LocalChat, chat_id: int) -> None:
        self._chat = chat
        self.chat_id = chat_id
        self._heard = 0

    async def sentence(self, words: str) -> Message:
        """Wait for the bot's next sentence that holds these words."""
        return await self._next(lambda message: words in message.words, ANSWER_S)

    async def painting(self, words: str, *, of: bytes) -> Message:
        """Wait for the bot's next picture with these words under it.

        Raises:
            DemoFailed: It is the photo as it was.
        """
        found = await self._next(lambda message: message.picture and words in message.words, PAINTING_S)
        assert found.picture is not None
        if _difference(found.picture, of) < UNPAINTED:
            raise DemoFailed("A painting looks just like its photo.")
        return found

    async def _next(self, fits: Callable[[Message], object], timeout_s: float) -> Message:
        """Return the next message that fits; words of a progress message that is edited do not count as a result."""
        found = await self._chat.wait_for(self.chat_id, fits, timeout_s, after=self._heard)
        self._heard = found.id
        return found


def _difference(one: bytes, other: bytes) -> float:
    """Return the mean difference of two pictures, 0..255, so small that only colours and large shapes count."""
    size = (24, 24)
    with Image.open(io.BytesIO(one)) as first, Image.open(io.BytesIO(other)) as second:
        apart = ImageChops.difference(first.convert("RGB").resize(size), second.convert("RGB").resize(size))
    return sum(ImageStat.Stat(apart).mean) / 3
