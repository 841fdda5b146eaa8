"""The environment, read once and refused loudly. The only place that knows the names of the variables.

Every variable is described in .env.example, and a test keeps the two together.
"""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Self, TypeVar

from sqlalchemy import make_url
from sqlalchemy.exc import ArgumentError

from bot.errors import SettingsError
from engine.request import MAX_EDGE_SIZE, MIN_EDGE_SIZE

_TOKEN = re.compile(r"\d{3,}:[A-Za-z0-9_-]{20,}")  # "123456789:AA..." as BotFather gives it
_SECRET = re.compile(r"[A-Za-z0-9_-]{1,256}")  # what Telegram's setWebhook accepts as secret_token
_LOG_LEVELS = ("DEBUG", "INFO", "WARNING", "ERROR")
_DEVICES = ("auto", "cpu", "cuda")
NETWORKS = ("builtin", "vgg19", "vgg16")  # the registry's names; it cannot be asked without loading torch

_Value = TypeVar("_Value")


@dataclass(frozen=True, kw_only=True)
class Settings:
    """What the person who runs the bot has chosen.

    Attributes:
        telegram_token: The bot's token; empty serves the local chat. Never part of repr or logs.
        telegram_url: Where the Bot API is ("https://api.telegram.org").
        data_dir: Folder of the database and caches.
        database_url: SQLAlchemy URL of jobs, drafts and settings. May hold a password: not part of repr.
        workers: Worker processes started and supervised by the bot; 0 when they run elsewhere.
        network: Name of the network that paints.
        weights: A local file of weights, or None.
        device: "auto", "cpu" or "cuda".
        dtype: "auto", "float32" or "bfloat16".
        localchat_port: Port of the local chat on 127.0.0.1.
        edge_size: Long side of a result in px, unless a person asks for another.
        max_edge_size: The largest that a person may ask for; None means what fits the device that paints.
        budget_s: Seconds that one painting may take, or None for the recipe's own schedule.
        keep_hours: Hours after which pictures, jobs and drafts are deleted.
        jobs_per_person: Unfinished jobs that one person may have.
        jobs_in_queue: Unfinished jobs that everybody together may have.
        jobs_per_10_min: Jobs that one person may start within ten minutes; 0 means any number.
        jobs_per_group: Unfinished jobs that one group may have; 0 means any number.
        jobs_per_group_10_min: Jobs that a group may start within ten minutes; 0 means any number.
        allowed_people: User ids that the bot serves; empty means everybody.
        allowed_chats: Group ids that the bot serves; empty means every group.
        admins: User ids that may do what group admins may, everywhere.
        webhook_url: Public address for Telegram's requests; empty means polling.
        webhook_secret: What Telegram sends along, so that nobody else can post updates.
        webhook_listen: Address that the webhook's server binds.
        webhook_port: Its port.
        health_port: Port of the health page on health_listen, or None.
        health_listen: Address that the health page binds.
        log_level: "DEBUG", "INFO", "WARNING" or "ERROR".
    """

    telegram_token: str = field(default="", repr=False)
    telegram_url: str = "https://api.telegram.org"
    data_dir: Path = Path("stylegram-data")
    database_url: str = field(default="", repr=False)
    workers: int = 1
    network: str = "builtin"
    weights: Path | None = None
    device: str = "auto"
    dtype: str = "auto"
    localchat_port: int = 8080
    edge_size: int = 512
    max_edge_size: int | None = None
    budget_s: float | None = None
    keep_hours: float = 48
    jobs_per_person: int = 3
    jobs_in_queue: int = 200
    jobs_per_10_min: int = 0
    jobs_per_group: int = 0
    jobs_per_group_10_min: int = 0
    allowed_people: frozenset[int] = frozenset()
    allowed_chats: frozenset[int] = frozenset()
    admins: frozenset[int] = frozenset()
    webhook_url: str = ""
    webhook_secret: str = field(default="", repr=False)
    webhook_listen: str = "127.0.0.1"
    webhook_port: int = 8443
    health_port: int | None = None
    health_listen: str = "127.0.0.1"
    log_level: str = "INFO"

    def __post_init__(self) -> None:
        if not self.database_url:
            path = self.data_dir.absolute() / "stylegram.sqlite"
            object.__setattr__(self, "database_url", f"sqlite:///{path}")
        if self.max_edge_size is not None and self.edge_size > self.max_edge_size:
            raise SettingsError(
                f"EDGE_SIZE is {self.edge_size} and MAX_EDGE_SIZE {self.max_edge_size}; "
                "make EDGE_SIZE the smaller or equal one."
            )
        if self.workers and self.weights is not None and not self.weights.is_file():  # else they lie elsewhere
            raise SettingsError(f"WEIGHTS is '{self.weights}', and there is no such file; give the path of one.")
        if self.webhook_url and not self.webhook_secret:
            raise SettingsError("WEBHOOK_URL is set, WEBHOOK_SECRET is not; set it to a long random word.")

    @property
    def keep_s(self) -> float:
        """Seconds after which pictures, jobs and drafts are deleted."""
        return self.keep_hours * 3600

    @property
    def secrets(self) -> tuple[str, ...]:
        """What must never be shown."""
        return (self.telegram_token, self.webhook_secret, make_url(self.database_url).password or "")

    def with_token(self, token: str) -> Self:
        """Return the settings with another token."""
        return dataclasses.replace(self, telegram_token=token)

    @classmethod
    def from_environment(cls, environ: Mapping[str, str]) -> Self:
        """Return the settings that these variables say; a missing or empty one takes its default.

        Raises:
            SettingsError: A value cannot be used; the message names the variable, the value and what is allowed.
        """
        values: dict[str, object] = {}
        for name, read in _READERS.items():
            text = environ.get(name.upper(), "").strip()
            if text:
                values[name] = read(name.upper(), text)
        return cls(**values)  # type: ignore[arg-type]  # each reader returns its field's type


def read_env_file(path: Path) -> dict[str, str]:
    """Return the NAME=value lines of the file, without # comments and quotes; nothing where there is no file.

    Raises:
        SettingsError: The file cannot be read, or a line is something else.
    """
    try:
        lines = path.read_text(encoding="utf-8").splitlines() if path.is_file() else []
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
        is_quoted = len(value) > 1 and value[0] == value[-1] and value[0] in "'\""
        values[name.strip()] = value[1:-1] if is_quoted else re.sub(r"(^|\s+)#.*", "", value)
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


_PORT = _whole(1, 65535)
_READERS: dict[str, Callable[[str, str], object]] = {  # field name -> how its variable is read
    "telegram_token": _token,
    "telegram_url": _url,
    "data_dir": _path,
    "database_url": _database,
    "workers": _whole(0, 64),
    "network": _choice(*NETWORKS),
    "weights": _path,
    "device": _choice(*_DEVICES),
    "dtype": _choice("auto", "float32", "bfloat16"),
    "localchat_port": _whole(0, 65535),
    "edge_size": _whole(MIN_EDGE_SIZE, MAX_EDGE_SIZE),
    "max_edge_size": _whole(MIN_EDGE_SIZE, MAX_EDGE_SIZE),
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
    "webhook_url": _url,
    "webhook_secret": _secret,
    "webhook_listen": _text,
    "webhook_port": _PORT,
    "health_port": _PORT,
    "health_listen": _text,
    "log_level": _choice(*_LOG_LEVELS),
}
