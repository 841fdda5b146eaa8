"""Checks what passes between a bot and the local Bot API server against an independent schema.

aiogram's pydantic models describe every method, its parameters and its result. Wrap the server's handler:

    schema = SchemaCheck()
    async with LocalChat(wrap=schema.wrap) as chat: ...
    schema.assert_clean()
"""

from __future__ import annotations

import functools
import json
import re
import types
import typing
from collections.abc import Sequence
from typing import Any

import aiogram.methods
import aiogram.types
from aiogram.types import BufferedInputFile, TelegramObject
from pydantic import BaseModel, TypeAdapter, ValidationError

from bot.localchat.bot_api.calls import DOWNLOAD, Answer, Call, Handler


class SchemaCheck:
    """Collects every fault in requests and answers, updates included."""

    def __init__(self) -> None:
        self.faults: list[str] = []
        self.methods: set[str] = set()

    def wrap(self, handler: Handler) -> Handler:
        """Return the handler with both directions checked."""

        async def checked(call: Call) -> Answer:
            answer = await handler(call)
            if call.method != DOWNLOAD and answer.status != 404:
                self.methods.add(call.method)
                self.faults += [f"{call.method}: {fault}" for fault in check_call(call)]
                if answer.status == 200:
                    self.faults += [f"{call.method} result: {fault}" for fault in check_result(call, answer.result)]
            return answer

        return checked


def check_updates(updates: Sequence[Any]) -> list[str]:
    """Return what is wrong with updates."""
    return _faults(list[aiogram.types.Update], list(updates))


def check_call(call: Call) -> list[str]:
    """Return what is wrong with a request."""
    method = _method(call.method)
    values: dict[str, Any] = {name: _decoded(method, name, value) for name, value in call.parameters.items()}
    values |= {name: BufferedInputFile(b"", name) for name in call.uploads if name in method.model_fields}
    attached = set(re.findall(r"attach://(\w+)", json.dumps(dict(call.parameters))))
    loose = attached ^ (set(call.uploads) - method.model_fields.keys())
    return [f"attachment {name!r} without its other half" for name in sorted(loose)] + _faults(method, values)


def check_result(call: Call, result: Any) -> list[str]:
    """Return what is wrong with a result."""
    return _faults(_method(call.method).__returning__, result)


def _method(name: str) -> type[aiogram.methods.TelegramMethod[Any]]:
    return typing.cast("Any", getattr(aiogram.methods, name[0].upper() + name[1:]))


def _decoded(method: type[BaseModel], name: str, value: str) -> Any:
    """Return a parameter as the value it stands for: texts as they are, everything nested from JSON."""
    field = method.model_fields.get(name)
    is_text = field is None or str in _members(field.annotation)
    return value if is_text or value[:1] not in "[{" else json.loads(value)


def _members(annotation: Any) -> tuple[Any, ...]:
    is_union = typing.get_origin(annotation) in (typing.Union, types.UnionType)
    return typing.get_args(annotation) if is_union else (annotation,)


def _faults(expected: Any, value: Any) -> list[str]:
    try:
        parsed = _adapter(expected).validate_python(value)
    except ValidationError as error:
        return [f"{'.'.join(map(str, fault['loc']))}: {fault['msg']}" for fault in error.errors()]
    return _unknown(parsed, "")


@functools.cache
def _adapter(expected: Any) -> TypeAdapter[Any]:
    return TypeAdapter(expected)


def _unknown(value: Any, path: str) -> list[str]:
    """Return the fields that no model knows, at any depth."""
    if isinstance(value, list | tuple):
        return [fault for index, item in enumerate(value) for fault in _unknown(item, f"{path}[{index}]")]
    if not isinstance(value, BaseModel):
        return []
    faults = [f"{path}.{name}: no such field" for name in value.model_extra or {}]
    for name in value.model_fields_set & type(value).model_fields.keys():
        faults += _unknown(getattr(value, name), f"{path}.{name}")
    return faults


assert TelegramObject.model_config["extra"] == "allow"  # else unknown fields would pass unseen
