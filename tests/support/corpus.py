"""Broken, hostile and odd files as people (and worse) send them, all made by code: see corpus().

Each file says what may come of it: "ok", or the name of a subclass of UnusablePicture.
"""

from __future__ import annotations

import functools
import itertools

from tests.support.corpus_hostile import bombs, damaged, other_kinds, wrong_suffixes
from tests.support.corpus_kit import CorpusFile
from tests.support.corpus_odd import animated, every_mode, every_turn, heic, metadata, profiles, sizes


@functools.cache
def corpus() -> tuple[CorpusFile, ...]:
    """Return all files, the same ones every time."""
    parts = (every_mode(), every_turn(), metadata(), profiles(), animated(), heic(), sizes())
    hostile = (damaged(), bombs(), wrong_suffixes(), other_kinds())
    return tuple(itertools.chain(*parts, *hostile))
