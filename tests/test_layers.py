"""docs/layers.svg shows the layers that import-linter holds."""

from tools.layers import DRAWN, PACKAGES, drawn, layers_of


def test_the_picture_is_drawn_from_the_contracts() -> None:
    assert DRAWN.read_text(encoding="utf-8") == drawn(), "python tools/layers.py draws it anew"


def test_every_package_has_its_layers() -> None:
    assert all(len(layers_of(name)) > 5 for name, *_ in PACKAGES)
