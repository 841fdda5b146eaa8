"""The local chat stands by itself: a Telegram knows nothing of the bots that talk to it."""

import ast
from pathlib import Path

import bot.localchat

SOURCES = sorted(Path(bot.localchat.__file__).parent.rglob("*.py"))


def imported(source: Path) -> set[str]:
    nodes = list(ast.walk(ast.parse(source.read_text())))
    names = {alias.name for node in nodes if isinstance(node, ast.Import) for alias in node.names}
    return names | {node.module or "" for node in nodes if isinstance(node, ast.ImportFrom)}


def test_local_chat_imports_nothing_of_the_rest_of_the_bot():
    found = {name for source in SOURCES for name in imported(source) if name.split(".")[0] in ("bot", "engine")}
    assert found
    assert {name for name in found if not name.startswith("bot.localchat")} == set()
