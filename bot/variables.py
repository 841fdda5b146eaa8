"""How the text of each variable is read, or refused in one line that says what is allowed. Knows no default.

The only place that knows the names of the variables; a file .env holds the same ones.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

from sqlalchemy import make_url
from sqlalchemy.exc import ArgumentError

from bot.errors import SettingsError
from engine.machine.log_lines import FORMATS as LOG_FORMATS
from engine.machine.log_lines import LEVELS as LOG_LEVELS
from engine.options.networks import PROJECT_NETWORKS
from engine.options.style_options import MAX_EDGE_SIZE, MIN_EDGE_SIZE, Faces

_TOKEN = re.compile(r"\d{3,}:[A-Za-z0-9_-]{20,}")  # "123456789:AA..." as BotFather gives it
_SECRET = re.compile(r"[A-Za-z0-9_-]{1,256}")  # what Telegram's setWebhook accepts as secret_token
_DEVICES = ("auto", "cpu", "cuda")
NETWORKS = (*PROJECT_NETWORKS, "vgg19", "vgg16")  # the registry's names; it cannot be asked without loading torch


def read_env_file(path: Path) -> dict[str, str]:
    """Return the NAME=value lines of the file, without # comments and quotes; nothing where there is no file.

    Raises:
        SettingsError: The file cannot be read, or a line is something else.
    """
    try:
        lines = path.read_text(encoding="utf-8-sig").splitlines() if path.is_file() else []
    except UnicodeError:
        raise SettingsError(f"{path} is not UTF-8 text; save it as such.") from None
    except OSError as fault:
        raise SettingsError(f"{path} cannot be read ({fault.strerror}); make it readable for the bot.") from None
    values = {}
    for number, line in enumerate(lines, 1):
        line = line.strip()
        if not line or line.startswith("#"):
            continue
        name, equals, value = line.removeprefix("export ").partition("=")
        if not equals or not re.fullmatch(r"[A-Z][A-Z0-9_]*", name.strip()):
            raise SettingsError(f"Line {number} of {path} is not NAME=value; correct it or begin it with #.")
        value = value.strip()
        quoted = re.fullmatch(r"""(['"])(.*?)\1(?:\s+#.*)?""", value)
        values[name.strip()] = quoted[2] if quoted else re.sub(r"(^|\s+)#.*", "", value)
    return values


def _refuse(name: str, text: str, allowed: str) -> SettingsError:
    return SettingsError(f"{name} is {text!r}; allowed is {allowed}.")


def _text(name: str, text: str) -> str:
    return text


def _token(name: str, text: str) -> str:
    if not _TOKEN.fullmatch(text):  # the value itself may be most of a real token: not repeated
        raise SettingsError(f"{name} does not look like a token; copy it from @BotFather (123456789:AA...).")
    return text


def _secret(name: str, text: str) -> str:
    if not _SECRET.fullmatch(text):
        raise SettingsError(f"{name} may hold 1 to 256 of the characters A-Z, a-z, 0-9, _ and -.")
    return text


def _url(name: str, text: str) -> str:
    if not text.startswith(("http://", "https://")):
        raise _refuse(name, text, "an address that begins with https:// or http://")
    return text.rstrip("/")


def _database(name: str, text: str) -> str:
    """Return the URL; no refusal repeats it, for it may hold a password."""
    if not text.startswith(("sqlite:///", "postgresql://", "postgresql+psycopg://")):
        raise SettingsError(f"{name} must begin with sqlite:/// or postgresql://.")
    try:
        url = make_url(text)
    except (ValueError, ArgumentError):
        raise SettingsError(f"{name} cannot be read; it is postgresql://user:password@host:5432/name.") from None
    if url.get_backend_name() == "sqlite" and url.database in (None, "", ":memory:"):
        raise SettingsError(f"{name} names no file; add its path, as in sqlite:////data/stylegram.sqlite.")
    return text


def _path(name: str, text: str) -> Path:
    return Path(text).expanduser()


def _whole(lowest: int, highest: int) -> Callable[[str, str], int]:
    def read(name: str, text: str) -> int:
        if not re.fullmatch(r"\d{1,9}", text) or not lowest <= int(text) <= highest:
            raise _refuse(name, text, f"a whole number from {lowest} to {highest}")
        return int(text)

    return read


def _seconds(lowest: float, highest: float) -> Callable[[str, str], float]:
    def read(name: str, text: str) -> float:
        if not re.fullmatch(r"\d{1,9}(\.\d+)?", text) or not lowest <= float(text) <= highest:
            raise _refuse(name, text, f"a number from {lowest:g} to {highest:g}")
        return float(text)

    return read


def _choice(*allowed: str) -> Callable[[str, str], str]:
    def read(name: str, text: str) -> str:
        for choice in allowed:
            if text.lower() == choice.lower():
                return choice
        raise _refuse(name, text, f"one of {', '.join(allowed)}")

    return read


def _ids(name: str, text: str) -> frozenset[int]:
    words = text.replace(",", " ").split()
    if not all(re.fullmatch(r"-?\d{1,19}", word) for word in words):
        raise _refuse(name, text, "ids (whole numbers) with commas or spaces between them")
    return frozenset(int(word) for word in words)


def _chat(name: str, text: str) -> int:
    if not re.fullmatch(r"-?[1-9]\d{0,18}", text):
        raise _refuse(name, text, "the id of one chat (a whole number)")
    return int(text)


_PORT = _whole(1, 65535)
READERS: dict[str, Callable[[str, str], object]] = {  # field name -> how its variable is read
    "telegram_token": _token,
    "telegram_url": _url,
    "data_dir": _path,
    "database_url": _database,
    "workers": _whole(0, 64),
    "worker_silent_s": _seconds(5, 86400),
    "network": _choice(*NETWORKS),
    "weights": _path,
    "device": _choice(*_DEVICES),
    "dtype": _choice("auto", "float32", "bfloat16"),
    "localchat_port": _whole(0, 65535),
    "edge_size": _whole(MIN_EDGE_SIZE, MAX_EDGE_SIZE),
    "max_edge_size": _whole(MIN_EDGE_SIZE, MAX_EDGE_SIZE),
    "faces": _choice(*Faces),
    "budget_s": _seconds(1, 86400),
    "keep_hours": _seconds(0.01, 24 * 365),
    "jobs_per_person": _whole(1, 1000),
    "jobs_in_queue": _whole(1, 100_000),
    "jobs_per_10_min": _whole(0, 100_000),
    "jobs_per_group": _whole(0, 100_000),
    "jobs_per_group_10_min": _whole(0, 100_000),
    "allowed_people": _ids,
    "allowed_chats": _ids,
    "admins": _ids,
    "storage_chat": _chat,
    "webhook_url": _url,
    "webhook_secret": _secret,
    "webhook_listen": _text,
    "webhook_port": _PORT,
    "health_port": _PORT,
    "health_listen": _text,
    "log_level": _choice(*LOG_LEVELS),
    "log_format": _choice(*LOG_FORMATS),
}
