import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.localchat.world.entities import found_entities, merged, parse_html, trimmed, utf16_length
from bot.localchat.world.errors import Refused


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


def test_html_becomes_text_and_entities():
    text, entities = parse_html("<b>bold</b> &lt;<i>it</i>&gt; <a href='http://x.y'>z</a>")
    assert text == "bold <it> z"
    assert [(entity["type"], entity["offset"]) for entity in entities] == [
        ("bold", 0),
        ("italic", 6),
        ("text_link", 10),
    ]
    assert entities[2]["url"] == "http://x.y"


@pytest.mark.parametrize(
    ("source", "why"),
    [
        ("<b>x", 'Can\'t find end tag corresponding to start tag "b"'),
        ("ä<x>y</x>", 'Unsupported start tag "x" at byte offset 2'),
        ("<b><i>x</b></i>", 'Unmatched end tag at byte offset 7, expected "</i>", found "</b>"'),
        ("</b>", "Unexpected end tag at byte offset 0"),
        ("1 < 2", "Unclosed start tag at byte offset 2"),
    ],
)
def test_broken_html_is_refused_in_telegrams_words(source, why):
    with pytest.raises(Refused) as refused:
        parse_html(source)
    assert refused.value.description == f"Bad Request: can't parse entities: {why}"


def test_command_within_code_is_not_found_again():
    text, entities = parse_html("<code>/go</code> /go")
    assert [entity["type"] for entity in merged(text, entities)] == ["code", "bot_command"]


def test_white_space_around_a_text_goes_with_its_entities():
    text, entities = trimmed("  ab ", [{"type": "bold", "offset": 1, "length": 4}])
    assert (text, entities) == ("ab", [{"type": "bold", "offset": 0, "length": 2}])


@given(st.text())
def test_found_entities_lie_within_the_text(text):
    assert all(
        entity["length"] > 0 and entity["offset"] + entity["length"] <= utf16_length(text)
        for entity in found_entities(text)
    )


@given(st.text())
def test_html_either_parses_or_is_refused(source):
    try:
        text, entities = parse_html(source)
    except Refused:
        return
    assert all(entity["offset"] + entity["length"] <= utf16_length(text) for entity in entities)
