"""The files of the chat: what was uploaded, the photo sizes made of it, and the ids that name them.

Telegram never hands out a photo as it was sent: it stores a few JPEGs of up to 1280 px. Documents are
kept byte for byte, with a thumbnail. Knows neither chats nor messages.
"""

from __future__ import annotations

import base64
import hashlib
import io
import mimetypes
import secrets
import struct
import zlib
from dataclasses import dataclass, field
from pathlib import PurePath
from typing import Any

from PIL import Image, ImageOps

from bot.localchat.world.errors import bad_request, too_large

MAX_PHOTO_BYTES = 10 * 1024 * 1024  # Bot API, sendPhoto; TDLib checks 10 << 20
MAX_UPLOAD_BYTES = 50 * 1024 * 1024  # Bot API, sendDocument
MAX_DOWNLOAD_BYTES = 20 * 1024 * 1024  # Bot API, getFile
MAX_SIDES_SUM = 10_000  # px, Bot API, sendPhoto
MAX_RATIO = 20  # Bot API, sendPhoto
PHOTO_BOXES = (90, 320, 800, 1280)  # px of the longer side: Telegram's sizes s, m, x, y
THUMBNAIL_BOX = 320  # px, Bot API, sendDocument
JPEG_QUALITY = 87  # what Telegram's own recompression looks like
_DECODER_FAULTS = (  # what Pillow's decoders raise on damaged files, and on more pixels than it opens
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
    Image.DecompressionBombError,
)
READABLE = ("JPEG", "PNG", "WEBP", "GIF", "BMP", "TIFF")


@dataclass(frozen=True, kw_only=True, eq=False)
class StoredFile:
    """Bytes with the ids that the Bot API gives them."""

    file_id: str
    unique_id: str
    kind: str  # "Photo", "Document", "Thumbnail": Telegram's words in its refusals
    path: str  # as getFile's file_path
    content: bytes = field(repr=False)


@dataclass(frozen=True, kw_only=True, eq=False)
class PhotoSize:
    """One JPEG of a photo."""

    file: StoredFile
    width: int
    height: int


@dataclass(frozen=True, kw_only=True, eq=False)
class Photo:
    """A photo: its sizes, smallest first."""

    sizes: tuple[PhotoSize, ...]


@dataclass(frozen=True, kw_only=True, eq=False)
class Document:
    """A file as it was sent."""

    file: StoredFile
    name: str
    mime_type: str
    thumbnail: PhotoSize | None


class FileStore:
    """Everything uploaded so far, by file_id, by path and by content."""

    def __init__(self) -> None:
        self._photos: dict[str, Photo] = {}
        self._documents: dict[str, Document] = {}
        self._files: dict[str, StoredFile] = {}
        self._paths: dict[str, StoredFile] = {}
        self._same_photo: dict[str, Photo] = {}
        self.next_number = 0  # of the next file's path

    def add_photo(self, content: bytes) -> Photo:
        """Return the photo that Telegram makes of an upload: a few recompressed sizes.

        Raises:
            Refused: No picture, or outside the limits of a photo.
        """
        digest = hashlib.sha256(content).hexdigest()
        if digest not in self._same_photo:
            photo = Photo(sizes=self._sizes(_open_photo(content)))
            self._same_photo[digest] = self.put_photo(photo)
        return self._same_photo[digest]

    def add_document(self, content: bytes, name: str, mime_type: str | None = None) -> Document:
        """Return the document made of an upload, with a thumbnail when it is a picture.

        Raises:
            Refused: Empty, or larger than a bot may send.
        """
        if not content:
            raise bad_request("file must be non-empty")
        if len(content) > MAX_UPLOAD_BYTES:
            raise too_large()
        return self.add_large_document(content, name, mime_type)

    def add_large_document(self, content: bytes, name: str, mime_type: str | None = None) -> Document:
        """Return a document of any size: people may send more than a bot may."""
        name = PurePath(name.replace("\\", "/")).name or "file"
        return self.put_document(
            Document(
                file=self._store(content, "Document", f"documents/file_{{}}{PurePath(name).suffix}"),
                name=name,
                mime_type=mime_type or mimetypes.guess_type(name)[0] or "application/octet-stream",
                thumbnail=self._thumbnail(content),
            )
        )

    def add_plain(self, content: bytes, kind: str, suffix: str) -> StoredFile:
        """Return a stored file of another kind (a sticker, a video), so that getFile finds it."""
        return self._store(content, kind, f"{kind.lower()}s/file_{{}}{suffix}")

    def photo(self, file_id: str) -> Photo:
        """Return the photo that a file_id names, whichever of its sizes it is."""
        if file_id in self._photos:
            return self._photos[file_id]
        raise self._wrong_kind(file_id, "Photo")

    def document(self, file_id: str) -> Document:
        """Return the document that a file_id names."""
        if file_id in self._documents:
            return self._documents[file_id]
        raise self._wrong_kind(file_id, "Document")

    def downloadable(self, file_id: str) -> StoredFile:
        """Return the file that getFile may hand out."""
        if file_id not in self._files:
            raise bad_request("invalid file_id")
        file = self._files[file_id]
        if len(file.content) > MAX_DOWNLOAD_BYTES:
            raise bad_request("file is too big")
        return file

    def stored(self, file_id: str) -> StoredFile | None:
        """Return the file of any kind that a file_id names."""
        return self._files.get(file_id)

    def at_path(self, path: str) -> StoredFile | None:
        """Return the file that getFile announced under this path."""
        return self._paths.get(path)

    def _wrong_kind(self, file_id: str, wanted: str) -> Exception:
        if "://" in file_id:  # a web address; this server fetches nothing
            return bad_request("failed to get HTTP URL content")
        if file_id in self._files:
            return bad_request(f"can't use file of type {self._files[file_id].kind} as {wanted}")
        return bad_request("wrong remote file identifier specified: Wrong string length")

    def _store(self, content: bytes, kind: str, path: str) -> StoredFile:
        token = secrets.token_bytes(36)
        stored = StoredFile(
            file_id=base64.urlsafe_b64encode(token).decode().rstrip("="),
            unique_id=base64.urlsafe_b64encode(hashlib.sha256(content).digest()[:12]).decode(),
            kind=kind,
            path=path.format(self.next_number),
            content=content,
        )
        self.next_number += 1
        return self.put(stored)

    def put(self, file: StoredFile) -> StoredFile:
        """Take in a file that has its ids already."""
        self._files[file.file_id] = file
        self._paths[file.path] = file
        return file

    def put_photo(self, photo: Photo) -> Photo:
        """Take in a photo whose files are there already."""
        self._photos.update({size.file.file_id: photo for size in photo.sizes})
        return photo

    def put_document(self, document: Document) -> Document:
        """Take in a document whose files are there already."""
        self._documents[document.file.file_id] = document
        return document

    def _sizes(self, picture: Image.Image) -> tuple[PhotoSize, ...]:
        """Return the sizes of a photo, each made from the next larger one to save work."""
        sizes: list[PhotoSize] = []
        for box in reversed(_boxes(picture.size)):
            picture = _within(picture, box)
            sizes.insert(0, self._jpeg(picture, "Photo", "photos"))
        return tuple(sizes)

    def _jpeg(self, picture: Image.Image, kind: str, folder: str) -> PhotoSize:
        buffer = io.BytesIO()
        picture.save(buffer, "JPEG", quality=JPEG_QUALITY)
        file = self._store(buffer.getvalue(), kind, f"{folder}/file_{{}}.jpg")
        return PhotoSize(file=file, width=picture.width, height=picture.height)

    def _thumbnail(self, content: bytes) -> PhotoSize | None:
        try:
            picture = _open(content)
        except _DECODER_FAULTS:  # a document may be anything
            return None
        return self._jpeg(_within(picture, THUMBNAIL_BOX), "Thumbnail", "thumbnails")


def photo_json(photo: Photo) -> list[dict[str, Any]]:
    """Return a photo as the Bot API shows it."""
    return [size_json(size) for size in photo.sizes]


def size_json(size: PhotoSize) -> dict[str, Any]:
    """Return one size as the Bot API shows it."""
    return {**file_json(size.file), "width": size.width, "height": size.height}


def document_json(document: Document) -> dict[str, Any]:
    """Return a document as the Bot API shows it."""
    shown = {**file_json(document.file), "file_name": document.name, "mime_type": document.mime_type}
    if document.thumbnail:
        shown["thumbnail"] = size_json(document.thumbnail)
    return shown


def file_json(file: StoredFile) -> dict[str, Any]:
    """Return the fields that every kind of file has."""
    return {"file_id": file.file_id, "file_unique_id": file.unique_id, "file_size": len(file.content)}


def _boxes(size: tuple[int, int]) -> list[int]:
    """Return the boxes of the sizes: those that shrink the photo, then the one that holds it, or the largest."""
    smaller = [box for box in PHOTO_BOXES if box < max(size)]
    return smaller if len(smaller) == len(PHOTO_BOXES) else [*smaller, PHOTO_BOXES[len(smaller)]]


def _within(picture: Image.Image, box: int) -> Image.Image:
    """Return the picture so small that it fits a square box; a smaller one as it is."""
    if max(picture.size) <= box:
        return picture
    scale = box / max(picture.size)
    size = (max(1, round(picture.width * scale)), max(1, round(picture.height * scale)))
    return picture.resize(size, Image.Resampling.BICUBIC, reducing_gap=2.0)


def _open_photo(content: bytes) -> Image.Image:
    if not content:
        raise bad_request("file must be non-empty")
    if len(content) > MAX_PHOTO_BYTES:
        raise bad_request(
            f"file of size {len(content)} bytes is too big for a photo; the maximum size is {MAX_PHOTO_BYTES} bytes"
        )
    try:
        return _open(content)
    except _InvalidDimensionsError:
        raise bad_request("PHOTO_INVALID_DIMENSIONS") from None
    except _DECODER_FAULTS as error:
        raise bad_request("IMAGE_PROCESS_FAILED") from error


class _InvalidDimensionsError(ValueError):
    """The picture's sides are outside the limits of a photo."""


def _open(content: bytes) -> Image.Image:
    with Image.open(io.BytesIO(content), formats=READABLE) as picture:
        width, height = picture.size
        if width + height > MAX_SIDES_SUM or max(width, height) > MAX_RATIO * min(width, height):
            raise _InvalidDimensionsError
        picture.draft("RGB", (PHOTO_BOXES[-1], PHOTO_BOXES[-1]))
        upright = ImageOps.exif_transpose(picture)
        if upright.has_transparency_data:
            seen = Image.new("RGBA", upright.size, "white")
            seen.alpha_composite(upright.convert("RGBA"))
            upright = seen
        return upright.convert("RGB")
