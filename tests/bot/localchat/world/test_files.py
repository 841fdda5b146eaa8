import contextlib
import io
import random

import pytest
from PIL import Image

from bot.localchat.world.errors import Refused
from bot.localchat.world.files import FileStore
from bot.localchat.world.media import document_json, photo_json
from bot.localchat.world.pictures import READABLE
from tests.support.pictures import noise, picture


def sizes(width, height):
    return [(size.width, size.height) for size in FileStore().add_photo(picture(width, height)).sizes]


def refusal(action, *arguments):
    with pytest.raises(Refused) as refused:
        action(*arguments)
    return refused.value.description.removeprefix("Bad Request: ")


def test_large_photo_becomes_four_sizes_up_to_1280():
    assert sizes(2000, 1000) == [(90, 45), (320, 160), (800, 400), (1280, 640)]


def test_small_photo_keeps_its_size_and_gets_smaller_ones():
    assert sizes(500, 375) == [(90, 68), (320, 240), (500, 375)]


def test_tiny_photo_has_one_size():
    assert sizes(32, 32) == [(32, 32)]


def test_narrowest_photo_is_taken():
    assert sizes(1280, 64)[-1] == (1280, 64)


def test_photo_is_recompressed_to_jpeg():
    largest = FileStore().add_photo(noise(200, 100)).sizes[-1]
    with Image.open(io.BytesIO(largest.file.content)) as decoded:
        assert (decoded.format, decoded.size) == ("JPEG", (200, 100))


def test_photo_is_turned_upright():
    encoded = io.BytesIO()
    exif = Image.Exif()
    exif[274] = 6  # Orientation: rotate by 90 degrees
    Image.new("RGB", (40, 20)).save(encoded, "JPEG", exif=exif)
    assert FileStore().add_photo(encoded.getvalue()).sizes[-1].width == 20


@pytest.mark.parametrize("width_and_height", [(6000, 4001), (2001, 100)])
def test_photo_outside_the_limits_is_refused(width_and_height):
    assert refusal(FileStore().add_photo, picture(*width_and_height)) == "PHOTO_INVALID_DIMENSIONS"


def test_what_is_no_picture_is_no_photo():
    assert refusal(FileStore().add_photo, b"not a picture") == "IMAGE_PROCESS_FAILED"


@pytest.mark.filterwarnings("ignore::UserWarning:PIL")
@pytest.mark.parametrize("kind", READABLE)
def test_photo_damaged_anywhere_is_refused_or_kept(kind):
    chance, encoded = random.Random(0), io.BytesIO()
    Image.effect_noise((40, 30), 60).convert("RGB").save(encoded, kind)
    for _ in range(100):
        damaged = bytearray(encoded.getvalue())
        damaged[chance.randrange(min(len(damaged), 200))] = chance.randrange(256)
        with contextlib.suppress(Refused):
            FileStore().add_photo(bytes(damaged))
        FileStore().add_document(bytes(damaged), "some", None)


def test_mistake_of_our_own_is_no_broken_photo(monkeypatch):
    def mistaken(*_args, **_keywords):
        raise NameError("a mistake in the store")

    monkeypatch.setattr("bot.localchat.world.pictures.ImageOps.exif_transpose", mistaken)
    with pytest.raises(NameError):
        FileStore().add_photo(picture(40, 30))


def test_photo_over_ten_megabytes_is_refused_with_its_size():
    why = refusal(FileStore().add_photo, bytes(10485761))
    assert why == "file of size 10485761 bytes is too big for a photo; the maximum size is 10485760 bytes"


def test_every_size_names_the_whole_photo():
    store = FileStore()
    photo = store.add_photo(picture(500, 500))
    assert all(store.photo(size.file.file_id) is photo for size in photo.sizes)


def test_document_keeps_its_bytes_and_gets_a_thumbnail():
    store = FileStore()
    content = picture(1000, 500)
    document = store.add_document(content, "../x/full.png")
    shown = document_json(document)
    assert (document.file.content, shown["file_name"], shown["mime_type"]) == (content, "full.png", "image/png")
    assert (shown["thumbnail"]["width"], shown["file_size"]) == (320, len(content))


def test_document_of_another_kind_has_no_thumbnail():
    assert "thumbnail" not in document_json(FileStore().add_document(b"text", "notes.txt"))


def test_document_cannot_be_sent_as_photo():
    store = FileStore()
    document = store.add_document(b"text", "notes.txt")
    assert refusal(store.photo, document.file.file_id) == "can't use file of type Document as Photo"


def test_file_over_20_megabytes_cannot_be_downloaded():
    store = FileStore()
    document = store.add_large_document(bytes(20 * 1024 * 1024 + 1), "big.bin")
    assert refusal(store.downloadable, document.file.file_id) == "file is too big"


def test_same_bytes_have_the_same_unique_id():
    store = FileStore()
    first, second = (store.add_document(b"text", name) for name in ("a.txt", "b.txt"))
    assert first.file.unique_id == second.file.unique_id
    assert first.file.file_id != second.file.file_id


def test_photo_shows_its_file_size():
    photo = FileStore().add_photo(picture())
    assert photo_json(photo)[0]["file_size"] == len(photo.sizes[0].file.content)
