import sys
from pathlib import Path

import av
import numpy as np
import pytest
from PIL import Image

from engine.errors import FilmsUnavailable
from engine.pictures.film import write_film


def test_film_has_every_frame_in_a_form_that_every_player_takes(tmp_path):
    frames = [Image.new("RGB", (65, 47), (shade, 40, 200 - shade)) for shade in (20, 90, 180)]
    assert write_film(tmp_path / "film.mp4", iter(frames), 5) == 3
    with av.open(str(tmp_path / "film.mp4")) as film:
        stream = film.streams.video[0]
        assert (stream.codec_context.name, stream.pix_fmt, stream.width, stream.height) == ("h264", "yuv420p", 64, 46)
        seen = [np.asarray(frame.to_image()).mean((0, 1)) for frame in film.decode(stream)]
    assert len(seen) == 3
    for mean, frame in zip(seen, frames, strict=True):
        assert np.abs(mean - frame.getpixel((5, 5))).max() < 8  # of 255; what H.264 rounds off


def test_name_with_a_colon_is_a_file_and_no_protocol(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    assert write_film(Path("2026-11-30T12:30.mp4"), [Image.new("RGB", (64, 64))] * 2) == 2
    assert [file.name for file in tmp_path.iterdir()] == ["2026-11-30T12:30.mp4"]


def test_what_ffmpeg_refuses_is_told_with_its_file(tmp_path, monkeypatch):
    def refused(*_words, **_flags):
        raise av.error.EncoderNotFoundError(1, "Encoder not found")

    monkeypatch.setattr(av, "open", refused)
    with pytest.raises(FilmsUnavailable, match=r"film\.mp4 could not be made .*Encoder not found"):
        write_film(tmp_path / "film.mp4", [Image.new("RGB", (64, 64))])


def test_disk_that_refuses_a_film_is_told_as_such(tmp_path):
    with pytest.raises(FileNotFoundError):
        write_film(tmp_path / "nowhere" / "film.mp4", [Image.new("RGB", (64, 64))])


def test_no_frames_make_no_file(tmp_path):
    assert write_film(tmp_path / "film.mp4", []) == 0
    assert not (tmp_path / "film.mp4").exists()


def test_without_its_package_no_film_is_begun(monkeypatch, tmp_path):
    monkeypatch.setitem(sys.modules, "av", None)
    with pytest.raises(FilmsUnavailable, match="pip install"):
        write_film(tmp_path / "film.mp4", [])
