"""A photo with a face: the card offers to paint it too, and to protect it again."""

from __future__ import annotations

from bot.localchat.world.messages import Message
from engine.options.style_options import Faces, StyleOptions
from tests.support.studio import Studio, press, send_two


async def painted_last(s: Studio) -> StyleOptions:
    job = await s.queue.latest(owner=str(s.ann.id), group=str(s.private))
    options: StyleOptions = job.options
    return options


async def test_a_face_brings_a_button_that_paints_it_too_and_another_that_protects_it(s: Studio) -> None:
    s.queue.painter.faces = 1
    await send_two(s)
    first = await s.opened(await s.result())
    assert "Paint faces too" in first.buttons
    await press(s, first, "faces")
    second = await s.opened(await s.result(after=first))
    assert (await painted_last(s)).faces is Faces.PAINT
    assert "Protect faces" in second.buttons


async def test_again_leaves_faces_as_the_picture_has_them(s: Studio) -> None:
    s.queue.painter.faces = 1
    await send_two(s)
    first = await s.opened(await s.result())
    await press(s, first, "faces")
    second = await s.result(after=first)
    s.ann.send_text(s.private, "/again")
    await s.result(after=second)
    assert (await painted_last(s)).faces is Faces.PAINT


async def test_without_a_face_there_is_no_such_button(s: Studio, result: Message) -> None:
    assert "Paint again" in result.buttons
    assert not {"Paint faces too", "Protect faces"} & set(result.buttons)
