"""Keeps the local chat on disk from one run to the next: one JSON file and one file a picture.

Written soon after each change and when the chat ends; atomically, so that a kill leaves the state of a moment
before. What cannot be read is put aside, and the chat begins anew.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import logging
import os
import secrets
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from bot.localchat.kept.record import kept_files, restore, to_values
from bot.localchat.world.world import World

VERSION = 1  # of the JSON file; another one is put aside
SOON_S = 0.5  # from a change to writing it

logger = logging.getLogger(__name__)


class Keeper:
    """A folder that holds a world between runs.

    Args:
        folder: Where; made when it is missing.
    """

    def __init__(self, folder: Path) -> None:
        self._state = folder / "chat.json"
        self._files = folder / "files"
        self._writing: asyncio.Task[None] | None = None
        self._is_kept = True  # the last time it was written

    def read(self) -> Mapping[str, Any] | None:
        """Return what the last run left, None when there is nothing that can be read."""
        try:
            values = json.loads(self._state.read_bytes())
            if (values["version"], type(values["token"]), type(values["bot"]["id"])) != (VERSION, str, int):
                raise ValueError(f"version {values['version']}")
        except FileNotFoundError:
            return None
        except (OSError, ValueError, KeyError, TypeError) as fault:
            self.put_aside(fault)
            return None
        return dict(values)

    def put_aside(self, fault: Exception) -> None:
        """Rename what cannot be used and its pictures, so that it is neither lost nor in the way."""
        mark = secrets.token_hex(4)
        aside = self._state.with_suffix(f".{mark}.json")
        logger.warning("The chat that was kept cannot be read (%s); it is now %s and a new one begins.", fault, aside)
        with contextlib.suppress(OSError):
            self._state.rename(aside)
            self._files.rename(self._files.with_suffix(f".{mark}"))  # a new chat would delete what is not its own

    def restore(self, world: World, values: Mapping[str, Any]) -> None:
        """Put what was read into an empty world."""
        restore(world, values, lambda file_id: (self._files / file_id).read_bytes())

    def start(self, world: World, token: str) -> None:
        """Write every change from now on."""
        self._writing = asyncio.create_task(self._write_changes(world, token), name="keep the local chat")

    async def stop(self, world: World, token: str) -> None:
        """Write a last time."""
        if self._writing:
            self._writing.cancel()
            await asyncio.wait([self._writing])
        self._write(world, token)

    async def _write_changes(self, world: World, token: str) -> None:
        while True:
            self._write(world, token)
            await world.change()
            await asyncio.sleep(SOON_S)

    def _write(self, world: World, token: str) -> None:
        try:
            self._files.mkdir(parents=True, exist_ok=True)
            files = kept_files(world)
            known = {path.name for path in self._files.iterdir()}
            for file_id in files.keys() - known:
                _replace(self._files / file_id, files[file_id].content)
            values = {"version": VERSION, "token": token, **to_values(world)}
            _replace(self._state, json.dumps(values, ensure_ascii=False).encode())
            for name in known - files.keys():
                (self._files / name).unlink(missing_ok=True)
            self._is_kept = True
        except OSError as fault:
            if self._is_kept:  # told once, until it works again
                logger.error("The local chat cannot be kept in %s (%s).", self._state.parent, fault.strerror)
            self._is_kept = False


def _replace(path: Path, content: bytes) -> None:
    """Write a file in one step, readable by its owner only: people's pictures are in there."""
    unfinished = path.with_name(f"{path.name}.{os.getpid()}.part")
    with os.fdopen(os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:
        file.write(content)
    unfinished.replace(path)
