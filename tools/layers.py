"""Draws docs/layers.svg from import-linter's contracts in pyproject.toml: `python tools/layers.py`."""

from __future__ import annotations

import tomllib
from html import escape
from pathlib import Path

ROOT = Path(__file__).parents[1]
DRAWN = ROOT / "docs" / "layers.svg"
WIDTH, LEFT, ROW, BOX = 760, 70, 34, 26  # px
PACKAGES = (  # name, what it is, background, ink
    ("bot", "Telegram, and only Telegram; never loads torch", "#e8f0fe", "#1a56b0"),
    ("engine", "style transfer and its queue; knows nothing of Telegram", "#fdf1e3", "#9a5200"),
    ("models", "networks as data, weights, training", "#e9f6ec", "#1f6b35"),
)
SAYS = "bot imports engine, engine imports models; inside each, a room imports only the rooms below it"


def drawn() -> str:
    """Return the picture: a box a package, a bar a layer, the highest first."""
    parts, top = [], 16
    for name, what, background, ink in PACKAGES:
        layers = layers_of(name)
        height = 40 + ROW * len(layers) + 6
        if parts:
            parts.append(_arrow(80, top - 16, 12, "#444"))
        parts += _package(name, what, top, height, background, ink)
        for place, layer in enumerate(layers):
            y = top + 40 + ROW * place
            parts += _layer(layer, y, ink)
            if place:
                parts.append(_arrow(WIDTH // 2, y - ROW + BOX, ROW - BOX, ink))
        top += height + 18
    return _svg(parts, top)


def layers_of(package: str) -> list[str]:
    """Return the layers of a package as its contract has them, "wording · store · telegram"."""
    contracts = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["importlinter"][
        "contracts"
    ]
    found = next(c["layers"] for c in contracts if c["type"] == "layers" and c["layers"][0] == f"{package}.__main__")
    return [" · ".join(room.strip().partition(".")[2] for room in layer.split("|")) for layer in found]


def _package(name: str, what: str, top: int, height: int, background: str, ink: str) -> list[str]:
    return [
        f'<rect x="16" y="{top}" width="{WIDTH - 32}" height="{height}" rx="10" fill="{background}" stroke="{ink}"/>',
        f'<text x="32" y="{top + 26}" font-size="18" font-weight="bold" fill="{ink}">{name}/</text>',
        f'<text x="{WIDTH - 32}" y="{top + 25}" text-anchor="end" font-size="13" fill="#444">{escape(what)}</text>',
    ]


def _layer(rooms: str, y: int, ink: str) -> list[str]:
    box = f'x="{LEFT}" y="{y}" width="{WIDTH - 2 * LEFT}" height="{BOX}" rx="6"'
    return [
        f'<rect {box} fill="#fff" stroke="{ink}" stroke-opacity=".5"/>',
        f'<text x="{WIDTH // 2}" y="{y + 18}" text-anchor="middle" font-size="14" fill="#222">{escape(rooms)}</text>',
    ]


def _arrow(x: int, y: int, length: int, ink: str) -> str:
    return f'<path d="M{x} {y}v{length}" stroke="{ink}" stroke-width="1.5" marker-end="url(#a)"/>'


def _svg(parts: list[str], height: int) -> str:
    head = '<path d="M0 0L6 3L0 6z" fill="#444"/>'
    lines = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height}" font-family="system-ui,sans-serif" '
        f'role="img" aria-label="{SAYS}">',
        '<defs><marker id="a" viewBox="0 0 6 6" refX="5" refY="3" markerWidth="5" markerHeight="5" orient="auto">'
        f"{head}</marker></defs>",
        '<rect width="100%" height="100%" fill="#fff"/>',
        *parts,
        "</svg>",
    ]
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    DRAWN.write_text(drawn(), encoding="utf-8")
