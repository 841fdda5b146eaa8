"""What is said of a job that has come to nothing."""

from __future__ import annotations

import pytest

from bot.domain.asker import Asker
from bot.domain.order import Ticket
from bot.wording.apologies import apology
from engine.options.style_options import StyleOptions
from engine.queue.job import Job, JobStatus, Refusal


def failed(
    edge_size: int = 512,
    *,
    is_private: bool = True,
    recipe: str = "default",
    error: Refusal = Refusal.NOT_ENOUGH_MEMORY,
    language: str = "en",
) -> Job:
    """Return a job for which the memory was too small, unless told otherwise."""
    asker = Asker(chat_id=1, person_id=1, message_id=1, is_private=is_private, language=language)
    return Job(
        id="ann-1",
        status=JobStatus.FAILED,
        owner="1",
        group="1",
        ticket=Ticket.of(asker).to_json(),
        options=StyleOptions(edge_size=edge_size, recipe=recipe),
        styles=1,
        created_at=0,
        attempt=1,
        is_delivered=False,
        error=error,
    )


@pytest.mark.parametrize(("edge_size", "advised"), [(1024, "/size 512"), (300, "/size 256")])
@pytest.mark.parametrize("is_private", [True, False])
def test_a_picture_that_is_too_big_may_be_half_as_large(edge_size: int, advised: str, is_private: bool) -> None:
    told = apology(failed(edge_size, is_private=is_private))
    assert (advised in told, "admin" in told) == (True, not is_private)


@pytest.mark.parametrize("edge_size", [64, 256])
def test_no_size_is_advised_that_is_not_smaller(edge_size: int) -> None:
    assert "/size" not in apology(failed(edge_size, is_private=True))


@pytest.mark.parametrize("language", ["en", "zh"])
def test_a_recipe_beyond_the_network_is_told_by_its_name(language: str) -> None:
    told = apology(failed(recipe="cs231n", error=Refusal.NETWORK_UNAVAILABLE, language=language))
    assert ("cs231n" in told, "/recipe default" in told) == (True, True)
    assert "cs231n" not in apology(failed(recipe="cs231n", error=Refusal.UNEXPECTED, language=language))


@pytest.mark.parametrize("language", ["en", "zh"])
@pytest.mark.parametrize(("recipe", "is_its_own"), [("keras-vgg16", True), ("cs231n", False), ("default", False)])
def test_another_recipe_is_advised_where_this_one_takes_no_smaller_size(
    recipe: str, is_its_own: bool, language: str
) -> None:
    told = apology(failed(1024, recipe=recipe, language=language))
    assert ("/recipe default" in told, "/size" not in told) == (is_its_own, is_its_own)
