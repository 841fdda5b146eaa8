"""Faults between the bot and Telegram: put around the local server's handler."""

from __future__ import annotations

import asyncio
import dataclasses
from collections import Counter
from dataclasses import dataclass, field

from bot.localchat.bot_api.calls import DOWNLOAD, Answer, Call, ConnectionCut, Handler
from bot.localchat.world.errors import Refused


@dataclass
class Fault:
    """What goes wrong with calls of a method.

    Attributes:
        method: Which calls.
        kind: "401" (the token is not known any more), "429", "502", "late" (answered after the client gave up, but
            done), "lost" (never done, never answered), "cut" (the connection ends), "short" (a file ends early), or
            the text of a 400 or 403.
        times: How many calls.
    """

    method: str
    kind: str
    times: int = 1


@dataclass
class Faults:
    """Faults that are still to happen, and a count of the calls that came: by method, and by method and message."""

    faults: list[Fault] = field(default_factory=list)
    calls: Counter[str] = field(default_factory=Counter)
    calls_on: Counter[tuple[str, int]] = field(default_factory=Counter)

    def add(self, method: str, kind: str, times: int = 1) -> None:
        self.faults.append(Fault(method, kind, times))

    def wrap(self, handler: Handler) -> Handler:
        async def faulty(call: Call) -> Answer:
            self.calls[call.method] += 1
            self.calls_on[call.method, int(call.parameters.get("message_id", 0))] += 1
            fault = next((f for f in self.faults if f.method == call.method and f.times), None)
            if fault is None:
                return await handler(call)
            fault.times -= 1
            return await _fail(fault.kind, handler, call)

        return faulty


async def _fail(kind: str, handler: Handler, call: Call) -> Answer:
    if kind == "429":
        return Answer.refusal(Refused(429, "Too Many Requests: retry after 1", {"retry_after": 1}))
    if kind == "401":
        return Answer.refusal(Refused(401, "Unauthorized"))
    if kind == "502":
        return Answer(status=502, body=b"<html>Bad Gateway</html>", mime_type="text/html")
    if kind == "late":
        await handler(call)
        await asyncio.sleep(3600)
    if kind == "lost":
        await asyncio.sleep(3600)
    if kind == "cut":
        raise ConnectionCut
    if kind == "short" and call.method == DOWNLOAD:
        answer = await handler(call)
        return dataclasses.replace(answer, body=answer.body[: len(answer.body) // 2], length=len(answer.body))
    return Answer.refusal(Refused(403 if kind.startswith("Forbidden") else 400, kind))
