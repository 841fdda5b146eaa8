"""Command line: `python -m bot` serves; `python -m bot demo`, `doctor`, ... do something else once."""

from __future__ import annotations

import asyncio
import logging
import os
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

from engine.machine.process import INTERRUPTED, ended_by_its_reader, keep_memory_private

if TYPE_CHECKING:
    from bot.settings import Settings

ENV_FILE = Path(".env")
_USAGE = (
    "usage: python -m bot [demo | doctor | backup FILE | restore FILE]\n\n"
    "Serves Telegram when TELEGRAM_TOKEN is set, else a chat page on this machine. Settings are environment\n"
    "variables, or lines in a file .env in the current folder; .env.example lists them all.\n"
    "demo    shows one conversation with pictures, without Telegram\n"
    "doctor  says whether bot and worker can work here, a line each, and what to do where not\n"
    "backup  writes the database (SQLite) into a new file, also while the bot runs\n"
    "restore puts such a file in its place, while no bot runs; what was there is moved aside"
)

_OF_FILES = ("backup", "restore")

logger = logging.getLogger(__name__)


def main(argv: Sequence[str] | None = None) -> int:
    """Run the command line; return the exit code."""
    words = list(sys.argv[1:] if argv is None else argv)
    is_demo = words[:1] == ["demo"]
    if not is_demo and {"-h", "--help"} & set(words):
        print(_USAGE)
        return 0
    if words not in ([], ["doctor"]) and not is_demo and not (words[0] in _OF_FILES and len(words) == 2):
        known = "there are demo, doctor, backup FILE and restore FILE."
        print(f"python -m bot: there is no command {' '.join(words)!r}; {known}", file=sys.stderr)
        return 2
    try:
        return _show(words[1:]) if is_demo else _begin(words)
    except KeyboardInterrupt:  # before the loop runs, which takes it as a wish to stop
        return INTERRUPTED


def _show(words: list[str]) -> int:
    from bot.demo import demo  # its pictures and libraries are not needed for serving

    return demo.main(words)


def _begin(words: list[str]) -> int:
    keep_memory_private()  # before the token is read
    from bot.errors import SettingsError  # here, for Ctrl-C while they load is no fault, either
    from bot.settings import Settings
    from bot.variables import read_env_file

    try:
        environ = {**read_env_file(ENV_FILE), **os.environ}
        settings = Settings.from_environment(environ)
    except SettingsError as refusal:
        print(f"python -m bot: {refusal}", file=sys.stderr)
        return 2
    return _run(words, settings, environ)


def _run(words: list[str], settings: Settings, environ: dict[str, str]) -> int:
    if words == ["doctor"]:
        from bot.running import doctor  # here and below: they load Telegram's library

        return doctor.run(settings, environ)
    if words:
        return _with_file(words[0], Path(words[1]), settings)
    return _serve(settings, environ)


def _with_file(word: str, file: Path, settings: Settings) -> int:
    from bot.errors import SettingsError
    from bot.running import backup

    try:
        return backup.run(settings, word, file)
    except SettingsError as refusal:
        print(f"python -m bot {word}: {refusal}", file=sys.stderr)
        return 2


def _serve(settings: Settings, environ: dict[str, str]) -> NoReturn:
    from bot.errors import SettingsError
    from bot.running import logs
    from bot.running.serving import serve

    async def serve_and_leave() -> NoReturn:
        """Leave from within: asyncio would wait for its threads, and one may ask for an address without an answer."""
        try:
            await serve(settings, environ)
        except SettingsError as refusal:
            logger.error("%s", refusal)
            _leave(2)
        _leave(0)

    logs.set_up(settings.log_level, secrets=settings.secrets, log_format=settings.log_format)
    asyncio.run(serve_and_leave())


def _leave(code: int) -> NoReturn:
    """End at once: a style may still be drawn, and Python would wait for its thread."""
    logging.shutdown()
    os._exit(code)


if __name__ == "__main__":
    with ended_by_its_reader():
        sys.exit(main())
