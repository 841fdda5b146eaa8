"""Bytes to a clean picture: what is accepted, how it is opened and resized. The way back is engine.pictures.encoding.

Every picture inside the engine is RGB, 8 bit, sRGB, upright. Must not know torch, nor where a picture
comes from or goes to. Untrusted bytes are opened in a child process: see engine.pictures.decoder.
"""

from __future__ import annotations

import io
import math
import struct
import warnings
import zlib

from PIL import ExifTags, Image

from engine.errors import (
    PictureTooLarge,
    PictureTooNarrow,
    PictureTooSmall,
    UnreadablePicture,
    UnusablePicture,
)
from engine.pictures.filekind import kind_of
from engine.pictures.modes import alpha_of, over_white, to_8_bit, to_srgb
from engine.pictures.parts import has_too_many_parts

Size = tuple[int, int]  # (width, height) in px

MAX_PIXELS = 40_000_000  # what phones take today, at 160 MB a copy in Pillow
MIN_SIDE = 32  # px; VGG halves four times before relu5_1, and less than 2 px there says nothing
MAX_RATIO = 20  # long side to short side; also Telegram's limit for photos

FORMATS = ("JPEG", "PNG", "WEBP", "GIF", "BMP", "TIFF")  # Pillow's JPEG also opens MPO, of 3D and some phone cameras
_ACCEPTED = "JPEG, PNG, WebP, GIF, BMP, TIFF and HEIC"
DECODER_FAULTS = (  # what Pillow's decoders raise on damaged files
    OSError,
    ValueError,
    SyntaxError,
    LookupError,
    TypeError,
    AttributeError,
    ArithmeticError,
    AssertionError,
    EOFError,
    RuntimeError,
    struct.error,
    zlib.error,
)
_TURNS = {  # EXIF orientation -> what makes the picture upright
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}


def open_picture(data: bytes, *, max_edge: int | None = None) -> Image.Image:
    """Return the picture in the bytes: RGB, 8 bit, sRGB, upright, alpha over white, first frame.

    The header is checked before a pixel is decoded. Nothing of the file's metadata is carried over.

    Args:
        data: An encoded picture: JPEG, PNG, WebP, GIF, BMP, TIFF or HEIC.
        max_edge: Reduce to a long side of at most so many px (the short side never falls under MIN_SIDE);
            saves time and memory with large JPEGs. None leaves the size.

    Raises:
        UnreadablePicture: Not a picture, damaged, cut off, or of a kind that is not accepted.
        PictureTooLarge: More than MAX_PIXELS.
        PictureTooSmall: A side under MIN_SIDE.
        PictureTooNarrow: A side more than MAX_RATIO times the other.
    """
    return over_white(_opened(data, max_edge))


def open_transparent(data: bytes, *, max_edge: int | None = None) -> Image.Image:
    """Return the picture like open_picture, but as RGBA where a part of it is transparent; raises like that."""
    image = _opened(data, max_edge)
    return image if alpha_of(image) else over_white(image)


def _opened(data: bytes, max_edge: int | None) -> Image.Image:
    """Return the picture as RGB or RGBA, whose alpha may say nothing."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # about odd metadata, which is dropped anyway; sizes are checked here
            return _decode(data, max_edge)
    except Image.DecompressionBombError as error:
        message = (
            f"The picture has far too many pixels; at most {_megapixels(MAX_PIXELS)} are accepted. Send a smaller one."
        )
        raise PictureTooLarge(message, kind=kind_of(data), limit=MAX_PIXELS) from error
    except DECODER_FAULTS as error:
        raise unreadable(data) from error


def check_size(width: int, height: int) -> None:
    """Check the sides of a picture, in px, before it is fetched or decoded.

    Raises:
        PictureTooLarge: More than MAX_PIXELS.
        PictureTooSmall: A side under MIN_SIDE.
        PictureTooNarrow: A side more than MAX_RATIO times the other.
    """
    got = f"The picture is {width} × {height} px"
    if width * height > MAX_PIXELS:
        message = f"{got}; at most {_megapixels(MAX_PIXELS)} are accepted. Send a smaller one."
        raise PictureTooLarge(message, width=width, height=height, limit=MAX_PIXELS)
    if min(width, height) < MIN_SIDE:
        message = f"{got}; at least {MIN_SIDE} px a side are needed. Send a larger one."
        raise PictureTooSmall(message, width=width, height=height, limit=MIN_SIDE)
    if max(width, height) > MAX_RATIO * min(width, height):
        message = f"{got}; one side may be at most {MAX_RATIO} times the other. Cut it to a part."
        raise PictureTooNarrow(message, width=width, height=height, limit=MAX_RATIO)


def fit_size(width: int, height: int, edge_size: int) -> tuple[int, int]:
    """Return the size in px with the long side edge_size, such that check_size accepts it.

    Where the short side would fall under MIN_SIDE it stays at MIN_SIDE, and the long side is longer instead.
    """
    scale = max(edge_size / max(width, height), MIN_SIDE / min(width, height))
    long = round(max(width, height) * scale)
    short = max(round(min(width, height) * scale), MIN_SIDE, math.ceil(long / MAX_RATIO))
    return (long, short) if width >= height else (short, long)


def resize(image: Image.Image, edge_size: int) -> Image.Image:
    """Return the picture with the long side edge_size px (see fit_size), antialiased (Lanczos), up or down."""
    size = fit_size(*image.size, edge_size)
    return image if size == image.size else image.resize(size, Image.Resampling.LANCZOS)


def _decode(data: bytes, max_edge: int | None) -> Image.Image:
    kind = kind_of(data)
    if has_too_many_parts(data, kind):
        message = f"The {kind} is in so many parts that it takes too long to read. Save it anew and send that."
        raise UnreadablePicture(message, kind=kind, fault="parts")
    file = _open_heif(data) if kind == "HEIC" else Image.open(io.BytesIO(data), formats=FORMATS)
    with file:
        check_size(*file.size)
        goal = file.size if max_edge is None or max(file.size) <= max_edge else fit_size(*file.size, max_edge)
        file.draft(None, (2 * goal[0], 2 * goal[1]))  # JPEG only; twice, so that our own filter does the last halving
        file.load()
        turn = _TURNS.get(_orientation(file))
        icc_profile = file.info.get("icc_profile")
        image = to_8_bit(file)
    if goal != file.size:  # TIFF turns itself while it loads
        goal = goal if (goal[0] >= goal[1]) == (image.width >= image.height) else goal[::-1]
        image = image.resize(goal, Image.Resampling.LANCZOS)
    image = to_srgb(image, icc_profile)
    return bare(image if turn is None else image.transpose(turn))


def _open_heif(data: bytes) -> Image.Image:
    try:
        import pillow_heif
    except ImportError:
        message = "This is a HEIC, which needs the package pillow-heif; it is not installed. Send a JPEG."
        raise UnreadablePicture(message, kind="HEIC", fault="heic") from None
    heif = pillow_heif.open_heif(io.BytesIO(data), convert_hdr_to_8bit=True)
    check_size(*heif.size)
    image: Image.Image = heif.to_pillow()
    return image


def _orientation(file: Image.Image) -> int:
    try:
        return int(file.getexif().get(ExifTags.Base.Orientation, 1))
    except DECODER_FAULTS:  # a broken tag is no reason to refuse the picture
        return 1


def bare(image: Image.Image) -> Image.Image:
    """Return the picture without what it remembers of its file (Pillow would write some of that again)."""
    bare = image.copy()
    bare.info = {}
    return bare


def unreadable(data: bytes) -> UnusablePicture:
    """Return what is wrong with bytes that no decoder takes."""
    kind = kind_of(data)
    if kind.upper() in (*FORMATS, "HEIC"):
        message = f"The {kind} is damaged or cut off. Send it again, or save it anew and send that."
        return UnreadablePicture(message, kind=kind, fault="damaged")
    got = f"This is no picture of an accepted kind ({kind or 'nobody can tell what it is'})"
    return UnreadablePicture(f"{got}; {_ACCEPTED} are. Send it as one of these.", kind=kind, fault="kind")


def _megapixels(pixels: int) -> str:
    return f"{pixels / 1e6:g} megapixels"
