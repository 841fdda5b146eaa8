"""The bot in a local chat, with a queue in memory and a painter that only mixes: the whole line over real HTTP."""

from __future__ import annotations

import dataclasses
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bot.app import ALLOWED_UPDATES, build_application, services_of
from bot.handlers.services import Services
from bot.intervals import Pace
from bot.localchat import LocalChat
from bot.localchat.bot_api.calls import Handler
from bot.localchat.world.messages import Message
from bot.localchat.world.people import Person
from bot.running.at_work import at_work
from bot.settings import Settings
from bot.store.store import Store
from engine.pictures.decoder import PreparedPicture
from engine.pictures.encoding import to_jpeg, to_png
from engine.pictures.images import open_transparent
from engine.queue.job import Job
from tests.support.fakes import FakePainter, FakeQueue, picture
from tests.support.hurry import HURRY
from tests.support.patience import patience
from tests.support.schema import SchemaCheck, check_updates
from tests.support.until import eventually

PHOTO, STYLE, SECOND_STYLE = picture("navy"), picture("orange"), picture("green")

PATIENCE_S = patience(20)


class FakeDecoder:
    """Decodes in this process; refuses what the real one refuses."""

    async def prepare(self, data: bytes, max_edge: int) -> PreparedPicture:
        image = open_transparent(data, max_edge=max_edge)
        encoded = to_png(image) if image.mode == "RGBA" else to_jpeg(image)
        return PreparedPicture(encoded=encoded, width=image.width, height=image.height)


@dataclass
class Studio:
    """A local chat with the bot in it, and Ann in a private chat with the bot."""

    chat: LocalChat
    queue: Any
    store: Store
    services: Services
    ann: Person

    @property
    def private(self) -> int:
        return self.chat.private(self.ann)

    async def says(self, words: str, *, chat_id: int | None = None, after: Message | None = None) -> Message:
        """Wait for a sentence of the bot that holds these words."""
        return await self.chat.wait_for(
            chat_id or self.private, lambda m: words in (m.words or ""), PATIENCE_S, after=after.id if after else 0
        )

    async def result(self, *, chat_id: int | None = None, after: Message | None = None) -> Message:
        """Wait for a finished picture."""
        return await self.chat.wait_for(chat_id or self.private, is_result, PATIENCE_S, after=after.id if after else 0)

    async def opened(self, result: Message, presser: Person | None = None) -> Message:
        """Press "More…" under a result; return it with all its buttons."""
        await self.chat.answered((presser or self.ann).press(result, "More…"))
        return result

    async def job(self, person: Person | None = None, group: int | None = None) -> Job:
        """Wait until a person, Ann unless told otherwise, has asked for a picture; return the latest job."""
        found: Job | None = None

        async def is_there() -> bool:
            nonlocal found
            owner, where = str((person or self.ann).id), str(group or self.private)
            found = await self.queue.latest(owner=owner, group=where)
            return found is not None

        await eventually(is_there)
        assert found is not None
        return found

    async def delivered(self) -> None:
        """Wait until Ann's picture was asked for and is in hand no more."""

        async def is_done() -> bool:  # the queue in memory tells nobody of deliveries
            return (await self.job()).is_delivered

        await eventually(is_done)

    def results(self, chat_id: int | None = None) -> list[Message]:
        """Return the finished pictures that are in the chat."""
        return [message for message in self.chat.messages(chat_id or self.private) if is_result(message)]


async def send_two(s: Studio) -> Message:
    """Let Ann send a photo and a style; return the second message."""
    s.ann.send_photo(s.private, PHOTO)
    return s.ann.send_photo(s.private, STYLE)


async def demo_in(s: Studio, group: int, person: Person) -> Message:
    """Let a person have a demo painted in the group; return the result with all its buttons."""
    asked = person.send_text(group, "/demo")
    return await s.opened(await s.result(chat_id=group, after=asked), person)


async def pressed(s: Studio, person: Person, message: Message, button: str) -> str:
    """Let a person press the button of this name; return the answer that they see."""
    return (await s.chat.answered(person.press(message, button))).answer or ""


def is_result(message: Message) -> bool:
    return message.is_from_bot and bool(message.photo or message.document) and "Here it is" in (message.words or "")


@asynccontextmanager
async def studio(
    folder: Path,
    *,
    queue: Any = None,
    painter: FakePainter | None = None,
    wrap: Callable[[Handler], Handler] = lambda handler: handler,
    **chosen: Any,
) -> AsyncIterator[Studio]:
    """Open a local chat and run the bot in it; whatever both say to each other must fit Telegram's schema."""
    schema = SchemaCheck()
    async with (
        LocalChat(wrap=lambda handler: schema.wrap(wrap(handler))) as chat,
        queue or FakeQueue(painter=painter or FakePainter()) as open_queue,
        running_bot(folder, chat, open_queue, **chosen) as services,
    ):
        yield Studio(chat=chat, queue=open_queue, store=services.store, services=services, ann=chat.person("Ann"))
    assert schema.faults + check_updates(chat.world.updates.pending) == []


@asynccontextmanager
async def running_bot(
    folder: Path,
    chat: LocalChat,
    queue: Any,
    *,
    pace: Pace = HURRY,
    decoder: Any = None,
    has_storage: bool = False,
    **settings: Any,
) -> AsyncIterator[Services]:
    """Run the bot in an open local chat until the block ends."""
    chosen = dataclasses.replace(Settings(data_dir=folder, edge_size=64), telegram_token=chat.token, **settings)
    chosen = chosen.with_storage(chat.storage()) if has_storage else chosen
    async with Store(chosen.database_url, keep_s=chosen.keep_s) as store:
        application = build_application(
            chosen,
            queue,
            decoder or FakeDecoder(),
            store,
            base_url=chat.base_url,
            base_file_url=chat.base_file_url,
            pace=pace,
        )
        services = services_of(application)
        async with application, at_work(services):
            await application.start()
            assert application.updater is not None
            await application.updater.start_polling(allowed_updates=ALLOWED_UPDATES, timeout=1)
            yield services
            await application.updater.stop()
            await application.stop()


async def press(s: Studio, message: Message, verb: str) -> str:
    """Let Ann press the button that carries this verb; return the answer that she sees."""
    told = next(b["callback_data"] for b in message.all_buttons() if b["callback_data"].startswith(f"{verb}:"))
    return (await s.chat.answered(s.ann.press(message, told))).answer or ""


async def saved_picture(s: Studio) -> bytes | None:
    """Return the only style that Ann has saved."""
    (style,) = await s.store.saved.of(s.ann.id)
    return await s.store.saved.picture(s.ann.id, style.number)
