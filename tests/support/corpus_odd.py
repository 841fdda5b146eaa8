"""The odd half of the corpus: pictures that are what they say, but seldom seen, and must open (or be named)."""

from __future__ import annotations

import io
import struct
from collections.abc import Iterator

import numpy as np
from PIL import Image, ImageCms, PngImagePlugin

from tests.support.corpus_kit import (
    HEIGHT,
    OK,
    TOO_LARGE,
    TOO_NARROW,
    TOO_SMALL,
    UNREADABLE,
    WIDTH,
    CorpusFile,
    entry,
    noise,
    plain,
    png,
    png_chunk,
    tiff,
)
from tests.support.drawn import encoded

RED = (200, 60, 40)
ORIENTATION = 0x0112


def every_mode() -> Iterator[CorpusFile]:
    """Every mode of pixels that a format can hold."""
    yield from _png_modes()
    yield from _tiff_modes()
    yield from _jpeg_modes()
    for mode, color in (("1", 1), ("L", 90), ("RGB", RED)):
        yield entry(f"{mode}.bmp", encoded(plain(color, mode), "BMP"), OK)
    yield entry("palette.bmp", encoded(plain().convert("P"), "BMP"), OK)
    yield entry("alpha.bmp", encoded(plain((*RED, 128), "RGBA"), "BMP"), OK)
    for name, options in (("lossy", {"quality": 80}), ("lossless", {"lossless": True}), ("worst", {"quality": 0})):
        yield entry(f"{name}.webp", encoded(plain(), "WEBP", **options), OK, center=RED)
        yield entry(f"{name} alpha.webp", encoded(plain((*RED, 0), "RGBA"), "WEBP", **options), OK, center=(255,) * 3)
    yield entry("interlaced.gif", encoded(noise(mode="P"), "GIF", interlace=1), OK)
    yield entry("transparent.gif", encoded(plain().convert("P"), "GIF", transparency=0), OK)
    yield entry("grey.gif", encoded(plain(90, "L"), "GIF"), OK, center=(90, 90, 90))


def _png_modes() -> Iterator[CorpusFile]:
    for mode, color, center in (
        ("1", 1, (255, 255, 255)),
        ("L", 90, (90, 90, 90)),
        ("LA", (90, 0), (255, 255, 255)),
        ("RGB", RED, RED),
        ("RGBA", (*RED, 255), RED),
        ("I;16", 40000, (156, 156, 156)),
    ):
        yield entry(f"{mode.replace(';', '')}.png", encoded(plain(color, mode)), OK, center=center)
    yield entry("palette.png", encoded(plain().convert("P", palette=Image.Palette.ADAPTIVE)), OK, center=RED)
    for bits in (1, 2, 4):
        data = encoded(noise().quantize(2**bits), bits=bits)
        yield entry(f"palette of {bits} bits.png", data, OK)
        rows = b"".join(b"\x00" + bytes([0xAA]) * (WIDTH * bits // 8) for _ in range(HEIGHT))
        yield entry(f"grey of {bits} bits.png", png(WIDTH, HEIGHT, bits, 0, rows), OK)
    translucent = plain().convert("P", palette=Image.Palette.ADAPTIVE)
    yield entry("palette, clear.png", encoded(translucent, transparency=0), OK, center=(255, 255, 255))
    yield entry(
        "palette, half clear.png", encoded(translucent, transparency=bytes([128] * 256)), OK, center=(227, 157, 147)
    )
    yield entry("colour key.png", encoded(plain(), transparency=RED), OK, center=(255, 255, 255))
    yield entry("grey key.png", encoded(plain(90, "L"), transparency=90), OK, center=(255, 255, 255))
    for name, color_type, samples, center in (
        ("rgb", 2, (0xC8C8, 0x3C3C, 0x2828), RED),
        ("rgba", 6, (0xC8C8, 0x3C3C, 0x2828, 0), (255, 255, 255)),
        ("grey and alpha", 4, (0x5A5A, 0xFFFF), (90, 90, 90)),
    ):
        row = b"\x00" + struct.pack(f">{len(samples)}H", *samples) * WIDTH
        yield entry(f"{name} of 16 bits.png", png(WIDTH, HEIGHT, 16, color_type, row * HEIGHT), OK, center=center)


def _tiff_modes() -> Iterator[CorpusFile]:
    for mode in ("1", "L", "LA", "P", "RGB", "RGBA", "CMYK", "YCbCr", "LAB"):
        yield entry(f"{mode}.tiff", encoded(noise().convert("RGB").convert(mode), "TIFF"), OK)
    for compression in ("tiff_lzw", "tiff_adobe_deflate", "packbits", "jpeg"):
        yield entry(f"{compression}.tiff", encoded(plain(), "TIFF", compression=compression), OK, center=RED)
    yield entry("fax.tiff", encoded(plain(0, "1"), "TIFF", compression="group4"), OK, center=(0, 0, 0))
    grey = np.full((HEIGHT, WIDTH), 40000, np.uint16)
    yield entry("grey of 16 bits.tiff", encoded(Image.fromarray(grey), "TIFF"), OK, center=(156, 156, 156))
    yield entry("grey of 32 bits.tiff", encoded(Image.fromarray(grey.astype(np.int32) * 30000), "TIFF"), OK)
    floats = np.linspace(0, 1, WIDTH * HEIGHT, dtype=np.float32).reshape(HEIGHT, WIDTH)
    odd = floats.copy()
    odd[0, :3] = (np.nan, np.inf, -np.inf)
    for name, values in (("unit", floats), ("wide", floats * 900 - 400), ("nan", odd), ("nought", floats * 0)):
        yield entry(f"float, {name}.tiff", encoded(Image.fromarray(values), "TIFF"), OK)
    strip = struct.pack("<HHH", 0xC8C8, 0x3C3C, 0x2828) * (WIDTH * HEIGHT)
    entries = [(256, 4, 1, WIDTH), (257, 4, 1, HEIGHT), (258, 3, 1, 16), (259, 3, 1, 1), (262, 3, 1, 2)]
    entries += [(273, 4, 1, -1), (277, 3, 1, 3), (278, 4, 1, HEIGHT), (279, 4, 1, len(strip))]
    yield entry("rgb of 16 bits.tiff", tiff(entries, strip), OK, UNREADABLE)


def _jpeg_modes() -> Iterator[CorpusFile]:
    yield entry("grey.jpg", encoded(plain(90, "L"), "JPEG"), OK, center=(90, 90, 90))
    yield entry("cmyk.jpg", encoded(plain((0, 255, 255, 0), "CMYK"), "JPEG"), OK, center=(255, 0, 0))
    for name, options in (
        ("progressive", {"progressive": True}),
        ("progressive grey", {"progressive": True}),
        ("4:2:0", {"subsampling": 2}),
        ("4:4:4", {"subsampling": 0}),
        ("quality 1", {"quality": 1}),
        ("restarts", {"restart_marker_blocks": 1}),
        ("rgb", {"keep_rgb": True}),
        ("comment", {"comment": b"<b>hi</b>" * 500}),
    ):
        image = plain(90, "L") if "grey" in name else plain()
        yield entry(f"{name}.jpg", encoded(image, "JPEG", **options), OK)


def every_turn() -> Iterator[CorpusFile]:
    """Every orientation of EXIF, real and not."""
    for orientation in (*range(10), 65535):
        exif = Image.Exif()
        exif[ORIENTATION] = orientation
        for kind in ("JPEG", "PNG", "WEBP", "TIFF"):
            yield entry(f"turn {orientation}.{kind.lower()}", encoded(plain(), kind, exif=exif), OK, center=RED)


def metadata() -> Iterator[CorpusFile]:
    """EXIF, XMP and texts that are broken or strange."""
    head = b"Exif\x00\x00"
    for name, exif in (
        ("no body", head),
        ("junk", head + b"\xff" * 200),
        ("far pointer", head + b"II*\x00\xff\xff\xff\x7f"),
        ("many tags", head + b"II*\x00\x08\x00\x00\x00\xff\xff" + b"\x12\x01\x03\x00\x01\x00\x00\x00" * 200),
        ("text turn", head + b"MM\x00*\x00\x00\x00\x08\x00\x01\x01\x12\x00\x02\x00\x00\x00\x04six\x00\x00\x00\x00\x00"),
        ("self pointer", head + b"II*\x00\x08\x00\x00\x00\x01\x00\x69\x87\x04\x00\x01\x00\x00\x00\x08\x00\x00\x00"),
    ):
        yield entry(f"exif, {name}.jpg", encoded(plain(), "JPEG", exif=exif), OK, center=RED)
        yield entry(f"exif, {name}.webp", encoded(plain(), "WEBP", exif=exif), OK, center=RED)
    xmp = b'<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:Description tiff:Orientation="6"/></x:xmpmeta>'
    yield entry("xmp turn.jpg", encoded(plain(), "JPEG", xmp=xmp), OK, center=RED)
    texts = PngImagePlugin.PngInfo()
    texts.add_text("Raw profile type exif", "\nexif\n   9999\nzz not hex")
    texts.add_itxt("Comment", "\u202e<script>alert(1)</script>\x01")
    yield entry("texts.png", encoded(plain(), pnginfo=texts), OK, UNREADABLE)


def profiles() -> Iterator[CorpusFile]:
    """Colour profiles that are broken, or of another kind than the picture."""
    srgb = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    lab = ImageCms.ImageCmsProfile(ImageCms.createProfile("LAB")).tobytes()
    for name, profile in (
        ("sRGB", srgb),
        ("LAB", lab),
        ("cut", srgb[:200]),
        ("junk", b"\xff" * 3000),
        ("header only", srgb[:128]),
        ("long", srgb + bytes(200_000)),
        ("far tags", srgb[:128] + b"\x00\x00\xff\xff" + srgb[132:]),
    ):
        for mode, color in (("RGB", RED), ("L", 90), ("CMYK", (0, 255, 255, 0))):
            yield entry(f"profile {name} in {mode}.jpg", encoded(plain(color, mode), "JPEG", icc_profile=profile), OK)
    swapped = srgb.replace(b"rXYZ", b"----", 1).replace(b"gXYZ", b"rXYZ", 1).replace(b"----", b"gXYZ", 1)
    yield entry("profile of swapped channels.png", encoded(plain(), icc_profile=swapped), OK, center=(60, 200, 40))
    clear = encoded(plain((*RED, 0), "RGBA"), icc_profile=srgb[:200])
    yield entry("profile cut, clear.png", clear, OK, center=(255, 255, 255))


def animated() -> Iterator[CorpusFile]:
    """Several pictures in one file; the first counts."""
    rest = [plain((0, 0, 255)), plain((0, 255, 0))]
    for kind, suffix in (("GIF", "gif"), ("WEBP", "webp"), ("PNG", "apng"), ("TIFF", "tiff"), ("MPO", "jpg")):
        data = encoded(plain(), kind, save_all=True, append_images=rest)
        yield entry(f"three frames.{suffix}", data, OK, center=RED)
    cover = encoded(plain(), save_all=True, append_images=rest, default_image=True)
    yield entry("with a cover.png", cover, OK, center=RED)
    many = encoded(plain(), "GIF", save_all=True, append_images=[plain((i, 0, 0)) for i in range(200)])
    yield entry("many frames.gif", many, OK, center=RED)
    for disposal in (1, 2, 3):
        data = encoded(plain(), "GIF", save_all=True, append_images=rest, disposal=disposal, transparency=0)
        yield entry(f"disposal {disposal}.gif", data, OK)
    small = bytearray(encoded(plain(size=(40, 40)), "GIF"))
    small[6:10] = struct.pack("<HH", 80, 80)  # the logical screen is larger than the only frame
    yield entry("frame smaller than screen.gif", bytes(small), OK)


def heic() -> Iterator[CorpusFile]:
    """What phones send as documents; none where the package for it is not installed."""
    try:
        import pillow_heif
    except ImportError:
        return
    for name, image in (("rgb", plain()), ("alpha", plain((*RED, 0), "RGBA")), ("grey", plain(90, "L"))):
        file = io.BytesIO()
        pillow_heif.from_pillow(image).save(file, quality=90)
        yield entry(f"{name}.heic", file.getvalue(), OK)
    for quality in (-1, 50):  # -1: lossless
        file = io.BytesIO()
        pillow_heif.from_pillow(noise()).save(file, quality=quality)
        whole = file.getvalue()
        yield entry(f"quality {quality} named otherwise.jpg", whole, OK)
        for percent in (1, 10, 40, 70, 95):
            yield entry(
                f"first {percent} % of quality {quality}.heic", whole[: len(whole) * percent // 100], UNREADABLE
            )


def sizes() -> Iterator[CorpusFile]:
    """Sizes at the limits and beyond, cheap to store."""
    for width, height, outcome in (
        (1, 1, TOO_SMALL),
        (31, 31, TOO_SMALL),
        (31, 100, TOO_SMALL),
        (100, 31, TOO_SMALL),
        (1, 20000, TOO_SMALL),
        (20000, 1, TOO_SMALL),
        (32, 32, OK),
        (640, 32, OK),
        (32, 640, OK),
        (641, 32, TOO_NARROW),
        (32, 641, TOO_NARROW),
        (20000, 64, TOO_NARROW),
        (8000, 5000, OK),
        (8001, 5000, TOO_LARGE),
        (5000, 8001, TOO_LARGE),
    ):
        rows = (b"\x00" + bytes((width + 7) // 8)) * height
        yield entry(f"{width} x {height}.png", png(width, height, 1, 0, rows), outcome)
    yield entry("20 to 1.jpg", encoded(plain(size=(2000, 100)), "JPEG"), OK, center=RED)
    yield entry("odd sides.webp", encoded(plain(size=(33, 101)), "WEBP"), OK)
    gamma = png_chunk(b"gAMA", struct.pack(">I", 0))
    yield entry("no gamma.png", png(WIDTH, HEIGHT, 8, 0, (b"\x00" + b"\x5a" * WIDTH) * HEIGHT, gamma), OK)
