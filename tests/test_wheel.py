"""The built wheel is whole: it paints from another folder, with nothing of the source tree at hand."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from PIL import Image

from engine.gallery import draw_scene, draw_style
from tests.support.patience import patience

ROOT = Path(__file__).parent.parent
PACKAGES = ("bot", "engine", "models")

pytestmark = pytest.mark.slow


def run(*arguments: str | Path, cwd: Path, **environ: str) -> str:
    command = [sys.executable, *map(str, arguments)]
    ended = subprocess.run(
        command, cwd=cwd, env={**os.environ, **environ}, capture_output=True, text=True, timeout=patience(300)
    )
    assert ended.returncode == 0, ended.stdout + ended.stderr
    return ended.stdout


def files(folder: Path) -> set[str]:
    found = (path for package in PACKAGES for path in (folder / package).rglob("*") if path.is_file())
    return {str(path.relative_to(folder)) for path in found if path.suffix != ".pyc"}


@pytest.fixture(scope="module")
def source(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the tree, for building leaves its traces."""
    copy = tmp_path_factory.mktemp("source")
    for package in PACKAGES:
        shutil.copytree(ROOT / package, copy / package, ignore=shutil.ignore_patterns("__pycache__"))
    for name in ("pyproject.toml", "README.md", "LICENSE"):
        shutil.copy(ROOT / name, copy)
    return copy


@pytest.fixture(scope="module")
def installed(source: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    wheels, target = tmp_path_factory.mktemp("wheels"), tmp_path_factory.mktemp("installed")
    run("-m", "build", "--wheel", "--no-isolation", "--outdir", wheels, source, cwd=wheels)
    (wheel,) = wheels.glob("stylegram-*.whl")
    run("-m", "pip", "install", "--no-index", "--no-deps", "--no-compile", "--target", target, wheel, cwd=wheels)
    return target


def test_wheel_holds_every_file_of_its_packages(source: Path, installed: Path) -> None:
    assert files(source) - files(installed) == set()


@pytest.mark.parametrize(
    "name", ["bot/texts/en.py", "bot/localchat/page/static/index.html", "models/builtin/vgg19.safetensors"]
)
def test_wheel_holds_what_is_no_module(installed: Path, name: str) -> None:
    assert (installed / name).stat().st_size == (ROOT / name).stat().st_size


def test_installed_wheel_paints_in_another_folder(installed: Path, tmp_path: Path) -> None:
    draw_scene(80, 0).save(tmp_path / "photo.png")
    draw_style("wave", 80, 0).save(tmp_path / "style.png")
    flags = ("--edge-size", "64", "--schedule", "64:4", "--device", "cpu", "--dtype", "float32", "--cache-dir", "cache")
    environ = {"PYTHONPATH": str(installed), "PYTHONSAFEPATH": "1"}
    origin = run("-c", "import engine; print(engine.__file__)", cwd=tmp_path, **environ)
    assert Path(origin.strip()).is_relative_to(installed)
    run("-m", "engine", "stylize", "photo.png", "style.png", "-o", "out.png", *flags, cwd=tmp_path, **environ)
    assert max(Image.open(tmp_path / "out.png").size) == 64
