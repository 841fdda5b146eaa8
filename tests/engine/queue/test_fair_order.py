"""engine.queue.fair_order: the order of service, and how long until it is done."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.queue.fair_order import seconds_until_done, start_tag


def order_of_service(submitters: list[str]) -> list[str]:
    """Return the submitters in the order in which they are served, when all submit before the first is."""
    tags: list[tuple[int, int, str]] = []
    for number, owner in enumerate(submitters):
        own = [tag for tag, _, other in tags if other == owner]
        tags.append((start_tag(own, [tag for tag, _, _ in tags]), number, owner))
    return [owner for _, _, owner in sorted(tags)]


def test_one_persons_jobs_are_served_as_they_came() -> None:
    assert order_of_service(["a", "a", "a"]) == ["a", "a", "a"]


def test_person_with_many_jobs_lets_the_others_in() -> None:
    assert order_of_service(list("aaabbc")) == list("abcaba")


def test_newcomer_joins_the_turn_that_is_served() -> None:
    assert start_tag([], [7, 8, 9]) == 7


def test_empty_queue_starts_at_zero() -> None:
    assert start_tag([], []) == 0


@given(st.lists(st.sampled_from("abcd"), max_size=30))
def test_nobody_is_served_twice_while_somebody_waits_for_the_first_time(submitters: list[str]) -> None:
    served = order_of_service(submitters)
    first_turn = served[: len(set(submitters))]
    assert len(first_turn) == len(set(first_turn))


@pytest.mark.parametrize(
    ("running_s", "queued_s", "workers", "expected_s"),
    [
        ([], [25], 1, 25),
        ([10], [25], 1, 35),
        ([10], [25, 5], 1, 40),
        ([10], [25], 2, 25),  # the other worker is free
        ([10, 20], [25, 5], 2, 25),  # the short one begins after 20 s, the long one ends after 35 s
        ([10, 20], [25], 1, 35),  # a worker has gone since: what runs still counts
    ],
)
def test_jobs_before_it_are_shared_out(
    running_s: list[float], queued_s: list[float], workers: int, expected_s: float
) -> None:
    assert seconds_until_done(running_s, queued_s, workers)[-1] == expected_s
