"""What a command reads stays as it was, whatever the person calls the files that are written."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from PIL import Image

from engine.__main__ import main
from engine.commands.files import check_output, read_proven
from engine.errors import PictureTooLarge
from engine.pictures.decoder import MAX_BYTES


@pytest.fixture
def files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> dict[str, bytes]:
    """An empty folder with what a person may have there, by name; no network is loaded."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr("engine.painting.painter.Painter", None)
    monkeypatch.setattr("engine.painting.workshop.Workshop", None)
    for name in ("photo.png", "style.png", "out-0010.png", "out-01.png"):
        Image.new("RGB", (64, 64), (200, 120, 40)).save(name)
    Path("own.pth").write_bytes(b"weights")
    Path("link.png").symlink_to("photo.png")
    os.link("photo.png", "other-name.png")
    Path("linked-0010.png").symlink_to("photo.png")
    return {path.name: path.read_bytes() for path in tmp_path.iterdir()}


@pytest.mark.parametrize(
    "words",
    [
        "stylize photo.png style.png -o photo.png",
        "stylize photo.png style.png -o ./style.png",
        "stylize photo.png style.png -o link.png",
        "stylize photo.png style.png -o other-name.png",
        "stylize photo.png style.png -o out.png --report photo.png",
        "stylize photo.png style.png -o out.png --weights own.pth --report own.pth",
        "stylize out-0010.png style.png -o out.png --save-every 10",
        "stylize photo.png style.png out-01.png -o out.mp4 --series 3",
        "stylize linked-0010.png style.png -o linked.png --save-every 10",
        "neurons -o out.png --weights own.pth --report own.pth",
        "dream photo.png -o photo.png",
        "dream photo.png -o out.mp4 --film 2 --report photo.png",
        "texture style.png -o style.png",
        "layers photo.png --rebuild relu1_1 -o photo.png",
        "layers photo.png -o sheets --report photo.png",
        "export --weights own.pth -o own.pth",
    ],
)
def test_no_input_is_written_over(words: str, files: dict[str, bytes], capsys: pytest.CaptureFixture[str]) -> None:
    assert main(words.split()) == 2
    said = capsys.readouterr().err
    assert "is read, and" in said
    assert said.count("\n") == 1
    assert {path.name: path.read_bytes() for path in Path().iterdir() if path.is_file()} == files


@pytest.mark.parametrize("output", ["nowhere/net.onnx", "folder"])
def test_network_is_exported_only_where_its_copy_can_be_written(
    output: str, files: dict[str, bytes], capsys: pytest.CaptureFixture[str]
) -> None:
    Path("folder").mkdir()
    assert main(["export", "-o", output]) == 2
    said = capsys.readouterr().err
    assert output in said
    assert said.count("\n") == 1


def test_input_that_only_looks_like_a_numbered_picture_is_read(files: dict[str, bytes]) -> None:
    style = Path("out-style.png")
    style.write_bytes(files["style.png"])
    check_output(Path("out.png"), None, inputs=[Path("photo.png"), style], is_numbered=True)


def test_file_too_long_for_a_picture_is_never_read(tmp_path: Path) -> None:
    """Its end is a hole, so that it takes no room."""
    film = tmp_path / "film.mp4"
    with film.open("wb") as file:
        file.truncate(1000 * MAX_BYTES)
    with pytest.raises(PictureTooLarge, match=r"film\.mp4: The file has 100000000000 bytes"):
        read_proven([film], 64)
