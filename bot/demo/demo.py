"""`python -m bot demo`: one scripted conversation with the real bot, a real worker and no Telegram.

Puts the bot together as serving does, on a free port and in a folder that is thrown away, and lets the story
happen in it. What the people say stands in bot.demo.story.
"""

from __future__ import annotations

import asyncio
import contextlib
import os
import sys
import tempfile
import time
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from pathlib import Path

from tqdm import tqdm

from bot.app import build_application
from bot.demo.story import DemoFailed, DemoPictures, tell_story
from bot.demo.transcript import Transcript
from bot.errors import BotError, SettingsError
from bot.handlers.commands import COMMANDS
from bot.localchat import LocalChat, NothingCame
from bot.running import logs
from bot.running.serving import environment_of_worker, serving
from bot.running.supervisor import WorkerSupervisor
from bot.settings import Settings
from bot.store.store import Store
from bot.wording.menu import introduce
from engine.errors import EngineError
from engine.machine.process import INTERRUPTED
from engine.pictures.decoder import Decoder
from engine.queue.job_queue import JobQueue

OUTPUT = Path("demo-output")
HEARD = ("NETWORK", "WEIGHTS", "DEVICE", "DTYPE", "EDGE_SIZE", "BUDGET_S", "LOG_LEVEL")
DEFAULTS = {"EDGE_SIZE": "384", "BUDGET_S": "30", "LOG_LEVEL": "ERROR"}  # three paintings, within 2 min on two cores
LIMIT_S = 345.0  # the whole conversation; the promise is 6 min, and stopping takes up to 10 s
_USAGE = f"""usage: python -m bot demo

Shows one conversation with the bot, painted by a real worker, and writes each picture to {OUTPUT}/.
Heard in the environment: {", ".join(HEARD)}."""


def main(argv: Sequence[str] = ()) -> int:
    """Run the demo; return 0 when everything that was expected came, 1 when something did not, 2 for a wrong start."""
    if argv:
        is_asked = argv[0] in ("-h", "--help")
        tqdm.write(_USAGE, file=sys.stdout if is_asked else sys.stderr)
        return 0 if is_asked else 2
    environ = {**DEFAULTS, **{name: os.environ[name] for name in HEARD if os.environ.get(name)}}
    try:
        log_level = Settings.from_environment(environ).log_level
        pictures = DemoPictures.load()
        OUTPUT.mkdir(parents=True, exist_ok=True)
    except (SettingsError, DemoFailed, OSError) as refusal:
        return _fail(refusal, 2)
    logs.set_up(log_level)
    started = time.monotonic()
    try:
        asyncio.run(_run(environ, pictures))
    except (DemoFailed, NothingCame, BotError, EngineError, OSError) as why:
        return _fail(why, 1)
    except KeyboardInterrupt:
        return _fail("stopped", INTERRUPTED)
    tqdm.write(f"\nDone in {time.monotonic() - started:.0f} s. The pictures are in {OUTPUT}/.")
    return 0


def _fail(why: object, code: int) -> int:
    tqdm.write(f"python -m bot demo: {why}", file=sys.stderr)
    return code


async def _run(environ: Mapping[str, str], pictures: DemoPictures) -> None:
    with tempfile.TemporaryDirectory(prefix="stylegram-demo-", ignore_cleanup_errors=True) as folder:
        settings = Settings.from_environment({**environ, "DATA_DIR": folder})
        async with running_bot(settings) as chat:
            with contextlib.closing(Transcript(chat, OUTPUT)):
                try:
                    async with asyncio.timeout(LIMIT_S):
                        await tell_story(chat, pictures)
                except TimeoutError:
                    raise DemoFailed(f"The conversation took longer than {LIMIT_S:g} s.") from None


@asynccontextmanager
async def running_bot(settings: Settings) -> AsyncIterator[LocalChat]:
    """Run the bot and one worker in a local chat of their own until the block ends."""
    async with (
        Store(settings.database_url, keep_s=settings.keep_s) as store,
        JobQueue(settings.database_url, keep_s=settings.keep_s) as queue,
        Decoder() as decoder,
        LocalChat() as chat,
        WorkerSupervisor(environment_of_worker(settings, os.environ, 0)),
    ):
        application = build_application(
            settings.with_token(chat.token),
            queue,
            decoder,
            store,
            base_url=chat.base_url,
            base_file_url=chat.base_file_url,
        )
        async with application, serving(application, settings):
            await introduce(application.bot, COMMANDS)
            yield chat
