import io
import logging

from PIL import Image

from engine.painting.looks import (
    EVERY_S,
    FEWEST,
    FIRST_AFTER,
    SNAPSHOT_BYTES,
    SNAPSHOT_EDGE,
    SNAPSHOTS,
    Looks,
    Snapshots,
)

SMALL = Image.new("RGB", (128, 96), (90, 40, 10))


def opened(jpeg):
    return Image.open(io.BytesIO(jpeg))


def test_first_look_comes_with_the_first_evaluations_that_show_anything():
    looks = Looks(512)
    seen = [looks.jpeg(count, 0.01 * count, lambda: SMALL) is not None for count in range(1, FIRST_AFTER + 5)]
    assert [count for count, is_seen in enumerate(seen, start=1) if is_seen] == [FIRST_AFTER]


def test_slow_machine_shows_what_there_is():
    """Twelve evaluations of a published recipe at full size may take a minute."""
    assert Looks(512).jpeg(FEWEST, EVERY_S, lambda: SMALL) is not None


def test_nobody_is_shown_the_photo_as_a_painting():
    """The first evaluation is of the photo, whatever time it takes."""
    assert Looks(512).jpeg(1, 10 * EVERY_S, lambda: SMALL) is None


def test_next_look_waits_its_time():
    looks = Looks(512)
    assert looks.jpeg(FIRST_AFTER, 0.5, lambda: SMALL)
    assert looks.jpeg(100, 0.4 + EVERY_S, lambda: SMALL) is None
    assert looks.jpeg(101, 0.5 + EVERY_S, lambda: SMALL)


def test_look_is_as_large_as_the_painting_from_the_first():
    """Else the picture in the chat would grow from edit to edit."""
    assert opened(Looks(300).jpeg(FIRST_AFTER, 0.5, lambda: SMALL)).size == (300, 225)
    assert opened(Looks(2048).jpeg(FIRST_AFTER, 0.5, lambda: SMALL)).size == (512, 384)


def test_first_look_is_told_in_the_log(caplog):
    looks = Looks(512)
    with caplog.at_level(logging.INFO, logger="engine.painting.looks"):
        looks.jpeg(FIRST_AFTER, 0.84, lambda: SMALL)
        looks.jpeg(FIRST_AFTER + 90, 9.0, lambda: SMALL)
    assert [record.message for record in caplog.records] == ["First look after 0.8 s"]


def kept_of(evaluations, planned=None, image=SMALL):
    snapshots = Snapshots(512)
    for evaluation in range(1, evaluations + 1):
        snapshots.look(evaluation, planned or evaluations, lambda: image)
    return snapshots.kept


def test_snapshots_of_a_short_and_of_a_long_painting_are_as_many_as_there_may_be():
    assert [len(kept_of(count)) for count in (5, 1000)] == [5, SNAPSHOTS]


def test_most_snapshots_are_of_the_beginning():
    """The picture changes most there; at the end it hardly moves."""
    snapshots, half = Snapshots(512), []
    for evaluation in range(1, 401):
        snapshots.look(evaluation, 400, lambda: SMALL)
        half.append(len(snapshots.kept))
    assert half[99] == SNAPSHOTS // 2


def test_more_evaluations_than_planned_add_no_snapshots():
    assert len(kept_of(300, planned=100)) == len(kept_of(101, planned=100)) == SNAPSHOTS - 1


def test_snapshots_are_small_even_of_what_hardly_compresses():
    noise = Image.effect_noise((900, 600), 90).convert("RGB")
    kept = kept_of(3, image=noise)
    assert {opened(jpeg).size[0] for jpeg in kept} <= set(range(1, SNAPSHOT_EDGE + 1))
    assert max(map(len, kept)) <= SNAPSHOT_BYTES


def test_a_snapshot_is_as_large_as_a_small_painting_at_any_level():
    snapshots = Snapshots(300)
    snapshots.look(1, 10, lambda: SMALL)
    assert opened(snapshots.kept[0]).size == (300, 225)
