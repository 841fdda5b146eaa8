"""The files of the chat: what was uploaded, what Telegram makes of it, and the ids that name it.

Telegram never hands out a photo as it was sent: it stores a few JPEGs of up to 1280 px. Everything else is
kept byte for byte, with a thumbnail. Knows neither chats nor messages.
"""

from __future__ import annotations

import base64
import hashlib
import mimetypes
import secrets
from pathlib import PurePath
from typing import TypeVar

from PIL import Image

from bot.localchat.world.errors import bad_request, too_large
from bot.localchat.world.media import GIF_TYPE, Animation, Document, Photo, PhotoSize, Sticker, StoredFile
from bot.localchat.world.mp4 import read_film
from bot.localchat.world.pictures import THUMBNAIL_BOX, boxes, open_any, open_photo, sides, to_jpeg, within

MAX_UPLOAD_BYTES = 50 * 1024 * 1024  # Bot API, sendDocument and sendAnimation
MAX_DOWNLOAD_BYTES = 20 * 1024 * 1024  # Bot API, getFile

Medium = Photo | Document | Animation | Sticker
Kind = TypeVar("Kind", Photo, Document, Animation, Sticker)


class FileStore:
    """Everything uploaded so far, by file_id, by path and by content."""

    def __init__(self) -> None:
        self._media: dict[str, Medium] = {}
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
            photo = Photo(sizes=self._sizes(open_photo(content)))
            self._same_photo[digest] = self.put_photo(photo)
        return self._same_photo[digest]

    def add_document(self, content: bytes, name: str, mime_type: str | None = None) -> Document:
        """Return the document made of an upload, with a thumbnail when it is a picture.

        Raises:
            Refused: Empty, or larger than a bot may send.
        """
        _check_upload(content)
        return self.add_large_document(content, name, mime_type)

    def add_large_document(self, content: bytes, name: str, mime_type: str | None = None) -> Document:
        """Return a document of any size: people may send more than a bot may."""
        name = PurePath(name.replace("\\", "/")).name or "file"
        return self.put(
            Document(
                file=self._store(content, "Document", f"documents/file_{{}}{PurePath(name).suffix}"),
                name=name,
                mime_type=mime_type or mimetypes.guess_type(name)[0] or "application/octet-stream",
                thumbnail=self._thumbnail(open_any(content)),
            )
        )

    def add_animation(self, content: bytes, name: str, said: dict[str, int]) -> Animation | Document:
        """Return the animation made of an MP4; of any other file a document, as Telegram does.

        Args:
            content: The upload.
            name: Its file name.
            said: What the sender says of "width", "height" and "duration"; it counts, the file is not asked.

        Raises:
            Refused: Empty, or larger than a bot may send.
        """
        _check_upload(content)
        film = read_film(content)
        if film is None:
            return self.add_document(content, name)
        return self.put(
            Animation(
                file=self._store(content, "Animation", "animations/file_{}.mp4"),
                name=PurePath(name.replace("\\", "/")).name or "film.mp4",
                width=said.get("width") or film.width,
                height=said.get("height") or film.height,
                duration_s=said.get("duration") or film.duration_s,
                thumbnail=self._thumbnail(film.first_frame),
            )
        )

    def add_gif(self, content: bytes, name: str) -> Animation | Document:
        """Return the animation made of a GIF, of any size; of one that cannot be opened a document.

        Telegram makes an MP4 of it; here it stays what it is, for that takes an encoder.
        """
        picture = open_any(content)
        if picture is None:
            return self.add_large_document(content, name, GIF_TYPE)
        return self.put(
            Animation(
                file=self._store(content, "Animation", "animations/file_{}.gif"),
                name=PurePath(name.replace("\\", "/")).name or "film.gif",
                width=picture.width,
                height=picture.height,
                duration_s=0,  # what apps say of a GIF
                thumbnail=self._thumbnail(picture),
                mime_type=GIF_TYPE,
            )
        )

    def add_sticker(self, content: bytes, kind: str = "static", emoji: str | None = None) -> Sticker:
        """Return the sticker made of a WebP ("static"), or of a TGS or WebM that is only passed on.

        Raises:
            Refused: A static one that is no WebP.
        """
        suffix = {"static": ".webp", "animated": ".tgs", "video": ".webm"}[kind]
        size = sides(content, "WEBP") if kind == "static" else (512, 512)
        if size is None:
            raise bad_request("wrong file type: a sticker is a WEBP picture")
        file = self._store(content, "Sticker", f"stickers/file_{{}}{suffix}")
        width, height = size
        is_animated, is_video = kind == "animated", kind == "video"
        return self.put(
            Sticker(file=file, width=width, height=height, is_animated=is_animated, is_video=is_video, emoji=emoji)
        )

    def add_plain(self, content: bytes, kind: str, suffix: str) -> StoredFile:
        """Return a stored file of another kind (a video), so that getFile finds it."""
        return self._store(content, kind, f"{kind.lower()}s/file_{{}}{suffix}")

    def photo(self, file_id: str) -> Photo:
        """Return the photo that a file_id names, whichever of its sizes it is."""
        return self._of(Photo, file_id)

    def document(self, file_id: str) -> Document:
        """Return the document that a file_id names."""
        return self._of(Document, file_id)

    def animation(self, file_id: str) -> Animation:
        """Return the animation that a file_id names."""
        return self._of(Animation, file_id)

    def sticker(self, file_id: str) -> Sticker:
        """Return the sticker that a file_id names."""
        return self._of(Sticker, file_id)

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

    def put_file(self, file: StoredFile) -> StoredFile:
        """Take in a file that has its ids already."""
        self._files[file.file_id] = file
        self._paths[file.path] = file
        return file

    def put_photo(self, photo: Photo) -> Photo:
        """Take in a photo whose files are there already."""
        self._media.update({size.file.file_id: photo for size in photo.sizes})
        return photo

    def drop_photo(self, photo: Photo) -> None:
        """Forget a photo and its files."""
        for size in photo.sizes:
            self._media.pop(size.file.file_id, None)
            self._files.pop(size.file.file_id, None)
            self._paths.pop(size.file.path, None)
        self._same_photo = {digest: known for digest, known in self._same_photo.items() if known is not photo}

    def put(self, medium: Kind) -> Kind:
        """Take in a document, animation or sticker whose files are there already."""
        assert not isinstance(medium, Photo)  # it has several files: put_photo
        self._media[medium.file.file_id] = medium
        return medium

    def _of(self, kind: type[Kind], file_id: str) -> Kind:
        medium = self._media.get(file_id)
        if isinstance(medium, kind):
            return medium
        if "://" in file_id:  # a web address; this server fetches nothing
            raise bad_request("failed to get HTTP URL content")
        if file_id in self._files:
            raise bad_request(f"can't use file of type {self._files[file_id].kind} as {kind.__name__}")
        raise bad_request("wrong remote file identifier specified: Wrong string length")

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
        return self.put_file(stored)

    def _sizes(self, picture: Image.Image) -> tuple[PhotoSize, ...]:
        """Return the sizes of a photo, each made from the next larger one to save work."""
        sizes: list[PhotoSize] = []
        for box in reversed(boxes(picture.size)):
            picture = within(picture, box)
            sizes.insert(0, self._jpeg(picture, "Photo", "photos"))
        return tuple(sizes)

    def _jpeg(self, picture: Image.Image, kind: str, folder: str) -> PhotoSize:
        file = self._store(to_jpeg(picture), kind, f"{folder}/file_{{}}.jpg")
        return PhotoSize(file=file, width=picture.width, height=picture.height)

    def _thumbnail(self, picture: Image.Image | None) -> PhotoSize | None:
        return self._jpeg(within(picture, THUMBNAIL_BOX), "Thumbnail", "thumbnails") if picture else None


def _check_upload(content: bytes) -> None:
    if not content:
        raise bad_request("file must be non-empty")
    if len(content) > MAX_UPLOAD_BYTES:
        raise too_large()
