"""Every word that the page says stands in Chinese, too."""

import json
import re
from pathlib import Path

import bot.localchat

PAGE = Path(bot.localchat.__file__).parent / "page" / "static"
QUOTED = re.compile(r"'((?:[^'\\]|\\.)+)'")
LABEL = re.compile(r'aria-label="([^"]+)"|data-words>([^<]+)<')


def chinese():
    lines = re.findall(r'^  ("(?:[^"\\]|\\.)*"): ("(?:[^"\\]|\\.)*"),$', (PAGE / "zh.js").read_text(), re.MULTILINE)
    return {json.loads(english): json.loads(words) for english, words in lines}


def said():
    """Return every quoted word inside a t(...) of the page's scripts, and the words of its HTML."""
    found = set()
    for script in PAGE.glob("*.js"):
        for line in script.read_text().splitlines():
            for start in re.finditer(r"\bt\(", line):
                inside = line[start.end() :].split("{ ")[0]
                inside = inside[: inside.find(")")] if ")" in inside and not inside.startswith("'") else inside
                found |= set(QUOTED.findall(inside)[: 2 if "?" in inside else 1])
    html = (PAGE / "index.html").read_text()
    found |= {label or words for label, words in LABEL.findall(html)}
    return {words for words in found if words not in ("private", "aria-label")}


def test_every_word_of_the_page_is_in_chinese():
    assert said() - chinese().keys() == set()


def test_places_for_names_are_the_same_in_chinese():
    place = re.compile(r"\{\w+\}")
    assert [e for e, words in chinese().items() if set(place.findall(e)) != set(place.findall(words))] == []


def test_what_happens_in_a_chat_is_in_chinese():
    view = (Path(bot.localchat.__file__).parent / "page" / "view.py").read_text()
    sentences = set(re.findall(r'"says": "([^"]+)"', view))
    assert len(sentences) >= 4
    assert sentences - chinese().keys() == set()
