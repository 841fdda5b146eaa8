"""Every word that the page says stands in Chinese, too."""

import ast
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


def refusals():
    """Return every sentence with which the server refuses what the page asks for."""
    for path in Path(bot.localchat.__file__).parent.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "NotPossible":
                yield from (each.value for each in ast.walk(node.args[0]) if is_sentence(each))
            elif isinstance(node, ast.Dict) and "why" in [getattr(key, "value", "") for key in node.keys]:
                yield from (each.value for each in node.values if is_sentence(each))


def is_sentence(node):
    return isinstance(node, ast.Constant) and isinstance(node.value, str) and len(node.value) > 5


def test_what_the_server_refuses_is_in_chinese():
    found = set(refusals())
    assert len(found) >= 20
    assert found - chinese().keys() == set()
