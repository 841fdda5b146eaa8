"""A draft collects pictures in their roles."""

from __future__ import annotations

import json

import pytest

from bot.domain.asker import Asker
from bot.domain.draft import Draft
from bot.domain.sent_picture import Role, SentPicture
from bot.errors import TooManyStyles

ANN = Asker(chat_id=1, person_id=1, message_id=9, is_private=True, language="en")


def sent(message_id: int, role: Role | None = None) -> SentPicture:
    return SentPicture(message_id=message_id, file_id=f"file{message_id}", role=role)


def draft_of(*message_ids: int) -> Draft:
    draft = Draft()
    for message_id in message_ids:
        draft = draft.with_picture(sent(message_id))
    return draft


def test_the_first_picture_is_the_photo_and_later_ones_are_styles() -> None:
    draft = draft_of(1, 2, 3)
    assert draft.content is not None
    assert draft.content.message_id == 1
    assert [style.message_id for style in draft.styles] == [2, 3]


def test_a_named_role_comes_before_the_order() -> None:
    draft = Draft().with_picture(sent(1, Role.STYLE)).with_picture(sent(2))
    assert draft.content is not None
    assert draft.content.message_id == 2


def test_a_sixth_style_is_refused() -> None:
    draft = draft_of(1, 2, 3, 4, 5, 6)
    with pytest.raises(TooManyStyles):
        draft.with_picture(sent(7))


def test_the_same_message_counts_once() -> None:
    assert draft_of(1, 2, 2) == draft_of(1, 2)


def test_a_photo_that_comes_once_more_does_not_become_its_own_style() -> None:
    assert draft_of(1, 1) == draft_of(1)


def test_a_photo_that_waits_alone_becomes_the_style_where_that_is_said() -> None:
    draft = draft_of(1).with_picture(sent(1, Role.STYLE))
    assert (draft.content, [style.message_id for style in draft.styles]) == (None, [1])


def test_a_photo_that_was_said_to_be_one_is_its_own_style_where_that_is_said_too() -> None:
    assert Draft().with_picture(sent(1, Role.CONTENT)).with_picture(sent(1, Role.STYLE)).is_complete


def test_a_photo_is_one_more_of_its_styles_where_that_is_said() -> None:
    draft = draft_of(1, 2).with_picture(sent(1, Role.STYLE))
    assert [picture.message_id for picture in draft.pictures] == [1, 2, 1]


def test_a_photo_that_is_being_painted_stays_it_where_it_is_said_to_be_a_style() -> None:
    draft = draft_of(1).started("job").with_picture(sent(1, Role.STYLE))
    assert [picture.message_id for picture in draft.pictures] == [1, 1]


def test_a_style_that_is_the_photo_after_all_is_no_style_any_more() -> None:
    draft = Draft().with_picture(sent(1, Role.STYLE)).with_picture(sent(2, Role.STYLE)).with_shares((0.7, 0.3))
    draft = draft.with_picture(sent(1, Role.CONTENT))
    assert [picture.message_id for picture in draft.pictures] == [1, 2]
    assert draft.shares == ()


def test_a_style_that_was_kept_while_one_is_painted_is_no_earlier_style_of_its_own_painting() -> None:
    under_way = draft_of(1, 2).started("job").with_picture(sent(3)).with_shares((0.7, 0.3))
    draft = under_way.next().with_picture(sent(3, Role.CONTENT))
    assert [style.message_id for style in draft.earlier_styles] == [2]
    assert draft.earlier_shares == ()


def test_another_style_makes_the_shares_equal_again() -> None:
    draft = draft_of(1, 2, 3).with_shares((0.7, 0.3))
    assert draft.with_picture(sent(4)).shares == ()


def test_album_parts_take_their_places_by_message_whatever_their_order_of_arrival() -> None:
    draft = Draft()
    for message_id in (12, 10, 11):
        draft = draft.with_unsorted(sent(message_id))
    sorted_draft, left_out = draft.sorted_out()
    assert [picture.message_id for picture in sorted_draft.pictures] == [10, 11, 12]
    assert left_out == 0


def test_an_album_of_ten_leaves_out_four() -> None:
    draft = Draft()
    for message_id in range(10):
        draft = draft.with_unsorted(sent(message_id))
    sorted_draft, left_out = draft.sorted_out()
    assert len(sorted_draft.styles) == 5
    assert left_out == 4


def test_style_under_one_part_makes_the_whole_album_styles() -> None:
    draft = Draft().with_unsorted(sent(1, Role.STYLE)).with_unsorted(sent(2))
    sorted_draft, _ = draft.sorted_out()
    assert sorted_draft.content is None
    assert len(sorted_draft.styles) == 2


def test_content_under_the_second_part_means_the_first() -> None:
    draft = Draft().with_unsorted(sent(1)).with_unsorted(sent(2, Role.CONTENT))
    sorted_draft, _ = draft.sorted_out()
    assert [picture.message_id for picture in sorted_draft.pictures] == [1, 2]


def test_a_useless_picture_leaves_the_rest() -> None:
    assert draft_of(1, 2, 3).without(2).styles[0].message_id == 3
    assert draft_of(1, 2).without(1).content is None


def test_shares_are_kept_for_the_style_that_takes_the_place_of_a_useless_one() -> None:
    draft = draft_of(1, 2, 3).with_shares((0.7, 0.3))
    assert [(found.shares, found.kept_shares) for found in (draft.without(2), draft.without(3), draft.without(1))] == [
        ((), (0.3, 0.7)),
        ((), (0.7, 0.3)),
        ((0.7, 0.3), ()),
    ]
    assert draft_of(1, 2, 3).without(2).kept_shares == ()
    assert draft.without(2).without(3).kept_shares == (0.7, 0.3)


def test_the_next_draft_remembers_the_pictures_of_this_one() -> None:
    again = draft_of(1, 2).next().with_picture(sent(5)).completed_from_earlier()
    assert [picture.message_id for picture in again.pictures] == [5, 2]


def test_the_styles_of_the_draft_before_come_with_their_shares() -> None:
    shared = draft_of(1, 2, 3).with_shares((0.7, 0.3)).next()
    again = shared.with_picture(sent(5)).completed_from_earlier()
    assert (len(again.styles), again.shares) == (2, (0.7, 0.3))
    assert Draft.from_json(json.loads(json.dumps(shared.to_json()))) == shared


def test_a_draft_survives_json() -> None:
    draft = draft_of(1, 2, 3).with_shares((0.7, 0.3)).started("job").with_unsorted(sent(9), ANN)
    assert Draft.from_json(json.loads(json.dumps(draft.to_json()))) == draft
