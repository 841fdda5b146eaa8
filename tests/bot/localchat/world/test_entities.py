import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.localchat.world.entities import found_entities, utf16_length


def kinds(text):
    return [(entity["type"], entity["offset"], entity["length"]) for entity in found_entities(text)]


def test_command_is_found_at_the_start():
    assert kinds("/blend 70 30") == [("bot_command", 0, 6)]


def test_command_with_an_addressee_is_one_entity():
    assert kinds("/go@stylegram_bot now") == [("bot_command", 0, 17)]


def test_path_is_no_command():
    assert kinds("see a/b and /usr/bin") == []


def test_offsets_count_utf16_units():
    assert kinds("😀 /go") == [("bot_command", 3, 3)]


def test_links_mentions_and_hashtags_are_found():
    assert [kind for kind, *_ in kinds("https://a.b/c?d @ann_paints #art")] == ["url", "mention", "hashtag"]


@pytest.mark.parametrize("words", ["@stylegram_bot海浪", "@stylegram_botä", "@" + "a" * 33])
def test_name_that_goes_on_is_no_mention(words):
    assert kinds(words) == []


@given(st.text())
def test_found_entities_lie_within_the_text(text):
    assert all(
        entity["length"] > 0 and entity["offset"] + entity["length"] <= utf16_length(text)
        for entity in found_entities(text)
    )
