"""Pictures that the bot brings along: drawn when they are needed, named like Telegram's files.

A drawn picture's file_id is "drawn:style:wave", "drawn:scene:7" or "drawn:plain:black"; Telegram's own never hold a
colon.
"""

from __future__ import annotations

import asyncio
import contextlib
import functools
import os
import threading
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor

from PIL import Image, ImageOps

from bot.domain.draft import Draft
from bot.domain.order import SENT
from bot.domain.sent_picture import Role, SentPicture
from bot.texts import Texts
from bot.wording.styles import style_names, style_word
from engine.gallery import draw_scene, draw_style
from engine.gallery.contact_sheet import sheet_of
from engine.pictures.encoding import to_jpeg
from engine.pictures.images import fit_size, open_picture
from engine.pictures.plain import COLORS, plain

EDGE_SIZE = 768  # px; enough strokes for a result of 1024 px
THUMBNAIL_PX = 320
TILE_PX = 240  # of the sheet
NICE = 15  # of what is drawn ahead: it takes seconds of a core, and nobody waits for it
_PREFIX = "drawn:"
_STYLE, _SCENE, _PLAIN = f"{_PREFIX}style:", f"{_PREFIX}scene:", f"{_PREFIX}plain:"


def is_drawn(file_id: str) -> bool:
    """Return whether the file is one that the bot draws."""
    return file_id.startswith(_PREFIX)


def is_sent_photo(picture: SentPicture) -> bool:
    """Return whether the picture was sent as a photo: not as a file, and not drawn by the bot."""
    return not picture.is_document and not is_drawn(picture.file_id)


def drawn_style(name: str) -> SentPicture:
    """Return the style of this name as if it had been sent, with a message of its own: Telegram's are above 0."""
    return SentPicture(message_id=-1 - style_names().index(name), file_id=_STYLE + name, role=Role.STYLE)


def style_drawn(picture: SentPicture) -> str | None:
    """Return the name of the drawn style that the picture is, or None."""
    return picture.file_id.removeprefix(_STYLE) if picture.file_id.startswith(_STYLE) else None


def names_of(styles: Sequence[SentPicture]) -> tuple[str, ...]:
    """Return what a ticket says of these styles."""
    return tuple(style_drawn(style) or style.name or SENT for style in styles)


def style_names_in(texts: Texts, draft: Draft) -> list[str]:
    """Return what the styles of a draft are called: drawn and saved ones by name, those that were sent by number."""
    return [
        style_word(texts, name)
        if (name := style_drawn(style))
        else style.name or texts.style_sent.format(number=number)
        for number, style in enumerate(draft.styles, 1)
    ]


def drawn_scene(seed: int, message_id: int) -> SentPicture:
    """Return a scene as if it had been sent with this message."""
    return SentPicture(message_id=message_id, file_id=f"{_SCENE}{seed}", role=Role.CONTENT)


def plain_picture(name: str, role: Role) -> SentPicture:
    """Return a picture of one colour as if it had been sent, with a message of its own for each role."""
    number = 2 * list(COLORS).index(name) + (role is Role.STYLE)
    message_id = -1 - len(style_names()) - number
    return SentPicture(message_id=message_id, file_id=_PLAIN + name, role=role)


async def drawn(file_id: str, max_edge: int = EDGE_SIZE) -> bytes:
    """Return the picture of this name as a JPEG; drawn on a thread of its own, once."""
    return await _drawn_on(_easel(), file_id, max_edge)


async def _drawn_on(easel: ThreadPoolExecutor, file_id: str, max_edge: int) -> bytes:
    return await asyncio.get_running_loop().run_in_executor(easel, _drawn, file_id, min(EDGE_SIZE, max_edge))


async def style_sheet(more: Sequence[bytes] = ()) -> bytes:
    """Return all styles on one sheet, as a JPEG: what /styles shows, smaller; then more pictures."""
    tiles = [await drawn(drawn_style(name).file_id, THUMBNAIL_PX) for name in style_names()]
    return await asyncio.to_thread(sheet_of_tiles if more else _sheet_of_drawn, (*tiles, *more))


async def draw_thumbnails() -> None:
    """Draw what /styles and "Another style" show before anybody asks for it, where a core is idle."""
    for name in style_names():
        await _drawn_on(_spare_easel(), drawn_style(name).file_id, THUMBNAIL_PX)


@functools.cache
def _easel() -> ThreadPoolExecutor:
    return ThreadPoolExecutor(max_workers=1, thread_name_prefix="gallery")


@functools.cache
def _spare_easel() -> ThreadPoolExecutor:
    return ThreadPoolExecutor(max_workers=1, thread_name_prefix="gallery-ahead", initializer=_be_nice)


def _be_nice() -> None:
    with contextlib.suppress(OSError):  # on Linux a thread has a priority of its own; elsewhere it draws all the same
        os.setpriority(os.PRIO_PROCESS, threading.get_native_id(), NICE)


def sheet_of_tiles(tiles: tuple[bytes, ...]) -> bytes:
    """Return encoded pictures on one sheet, as a JPEG; all are cut to the shape of the first.

    Nothing is kept: people's own pictures are among them, and a cache would hold them when they are deleted elsewhere.
    """
    opened = [open_picture(tile, max_edge=2 * TILE_PX) for tile in tiles]
    width, height = fit_size(*opened[0].size, TILE_PX)
    return to_jpeg(sheet_of([ImageOps.fit(tile, (width, height), Image.Resampling.LANCZOS) for tile in opened]))


@functools.lru_cache(maxsize=1)
def _sheet_of_drawn(tiles: tuple[bytes, ...]) -> bytes:
    return sheet_of_tiles(tiles)


@functools.lru_cache(maxsize=32)
def _drawn(file_id: str, edge_size: int) -> bytes:
    if file_id.startswith(_PLAIN):
        return to_jpeg(plain(file_id.removeprefix(_PLAIN), edge_size))
    if file_id.startswith(_SCENE):
        return to_jpeg(draw_scene(edge_size, int(file_id.removeprefix(_SCENE))))
    return to_jpeg(draw_style(file_id.removeprefix(_STYLE), edge_size))
