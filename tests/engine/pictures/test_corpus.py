"""The corpus of broken, hostile and odd files: each opens or is refused by name, and nothing breaks."""

from __future__ import annotations

import collections

import numpy as np
import pytest
import pytest_asyncio

from engine.errors import UnusablePicture
from engine.pictures.decoder import Decoder
from engine.pictures.images import MAX_RATIO, MIN_SIDE, check_size, open_picture
from tests.support.corpus import corpus
from tests.support.corpus_kit import OK

MAX_EDGE = 256


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def outcomes():
    """What came of every file, by name, and the children that it took: (outcome, picture or error)."""
    results = {}
    async with Decoder(children=2, time_limit_s=30) as decoder:
        for file in corpus():
            try:
                picture = await decoder.prepare(file.data, MAX_EDGE)
                results[file.name] = (OK, picture)
            except UnusablePicture as error:
                results[file.name] = (type(error).__name__, error)
    return results


def test_corpus_is_large_and_its_names_differ():
    names = collections.Counter(file.name for file in corpus())
    assert len(names) >= 200
    assert names.most_common(1)[0][1] == 1


@pytest.mark.asyncio(loop_scope="module")
async def test_every_file_ends_as_foretold(outcomes):
    wrong = {
        file.name: (outcomes[file.name][0], file.outcomes)
        for file in corpus()
        if outcomes[file.name][0] not in file.outcomes
    }
    assert wrong == {}


@pytest.mark.asyncio(loop_scope="module")
async def test_no_file_kills_the_child_or_exhausts_it(outcomes):
    faults = {name: result.fault for name, (outcome, result) in outcomes.items() if outcome != OK}
    assert [name for name, fault in faults.items() if fault in ("memory", "time")] == []


@pytest.mark.asyncio(loop_scope="module")
async def test_every_refusal_says_what_is_wrong_and_allowed(outcomes):
    for name, (outcome, error) in outcomes.items():
        if outcome == OK:
            continue
        assert str(error), name
        if outcome == "UnreadablePicture":
            assert error.fault in ("kind", "damaged"), name
        else:
            assert error.limit > 0, name


@pytest.mark.asyncio(loop_scope="module")
async def test_every_prepared_picture_can_be_painted(outcomes):
    for outcome, prepared in outcomes.values():
        if outcome != OK:
            continue
        image = open_picture(prepared.encoded)
        check_size(*image.size)
        assert image.size == (prepared.width, prepared.height)
        assert max(image.size) <= max(MAX_EDGE, MAX_RATIO * MIN_SIDE)


@pytest.mark.asyncio(loop_scope="module")
async def test_known_colours_come_out(outcomes):
    for file in corpus():
        outcome, prepared = outcomes[file.name]
        if outcome == OK and file.center is not None:
            image = open_picture(prepared.encoded)
            center = image.getpixel((image.width // 2, image.height // 2))
            assert np.allclose(center, file.center, atol=6), file.name  # lossy formats, twice
