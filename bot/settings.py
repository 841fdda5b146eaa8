"""What the person who runs the bot has chosen, with every default. Each field is a variable of the same name.

Every variable is described in .env.example, and a test keeps the two together.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Self

from sqlalchemy import make_url

from bot.errors import SettingsError
from bot.variables import READERS
from engine.database.opening import DATA_DIR
from engine.options.style_options import StyleOptions

TELEGRAM_URL = "https://api.telegram.org"


@dataclass(frozen=True, kw_only=True)
class Settings:
    """What the person who runs the bot has chosen.

    Attributes:
        telegram_token: The bot's token; empty serves the local chat. Never part of repr or logs.
        telegram_url: Where the Bot API is ("https://api.telegram.org").
        data_dir: Folder of the database and caches.
        database_url: SQLAlchemy URL of jobs, drafts and settings. May hold a password: not part of repr.
        workers: Worker processes started and supervised by the bot; 0 when they run elsewhere.
        worker_silent_s: Seconds without a sign of life after which such a process is killed and started again.
        network: Name of the network that paints; empty takes builtin, or what the file of weights says that it holds.
        weights: A local file of weights, or None.
        device: "auto", "cpu" or "cuda".
        dtype: "auto", "float32" or "bfloat16".
        localchat_port: Port of the local chat on 127.0.0.1.
        edge_size: Long side of a result in px, unless a person asks for another.
        max_edge_size: The largest that a person may ask for; None means what fits the device that paints.
        faces: "protect" or "paint": what becomes of faces unless a button says otherwise.
        budget_s: Seconds after which a painting ends with what it has come to, or None for as long as it takes.
        keep_hours: Hours after which pictures, jobs and drafts are deleted.
        jobs_per_person: Unfinished jobs that one person may have.
        jobs_in_queue: Unfinished jobs that everybody together may have.
        jobs_per_10_min: Jobs that one person may start within ten minutes; 0 means any number.
        jobs_per_group: Unfinished jobs that one group may have; 0 means any number.
        jobs_per_group_10_min: Jobs that a group may start within ten minutes; 0 means any number.
        allowed_people: User ids that the bot serves; empty means everybody.
        allowed_chats: Group ids that the bot serves; empty means every group.
        admins: User ids that may do what group admins may, everywhere.
        storage_chat: A chat in which the bot uploads what it shows where it is no member, or None.
        webhook_url: Public address for Telegram's requests; empty means polling.
        webhook_secret: What Telegram sends along, so that nobody else can post updates.
        webhook_listen: Address that the webhook's server binds.
        webhook_port: Its port.
        health_port: Port of the health page on health_listen, or None.
        health_listen: Address that the health page binds.
        log_level: "DEBUG", "INFO", "WARNING" or "ERROR".
        log_format: "text" for people, "json" for what collects logs.
    """

    telegram_token: str = field(default="", repr=False)
    telegram_url: str = TELEGRAM_URL
    data_dir: Path = Path(DATA_DIR)
    database_url: str = field(default="", repr=False)
    workers: int = 1
    worker_silent_s: float = 60
    network: str = ""
    weights: Path | None = None
    device: str = "auto"
    dtype: str = "auto"
    localchat_port: int = 8080
    edge_size: int = StyleOptions.edge_size
    max_edge_size: int | None = None
    faces: str = StyleOptions.faces
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
    storage_chat: int | None = None
    webhook_url: str = ""
    webhook_secret: str = field(default="", repr=False)
    webhook_listen: str = "127.0.0.1"
    webhook_port: int = 8443
    health_port: int | None = None
    health_listen: str = "127.0.0.1"
    log_level: str = "INFO"
    log_format: str = "text"

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
        if self.webhook_url.startswith("http://") and self.telegram_url == TELEGRAM_URL:  # another server may take it
            raise SettingsError("WEBHOOK_URL begins with http://; Telegram sends updates to https:// only.")

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

    def with_storage(self, chat_id: int) -> Self:
        """Return the settings with a storage chat, unless one is set."""
        return self if self.storage_chat is not None else dataclasses.replace(self, storage_chat=chat_id)

    @classmethod
    def from_environment(cls, environ: Mapping[str, str]) -> Self:
        """Return the settings that these variables say; a missing or empty one takes its default.

        Raises:
            SettingsError: A value cannot be used; the message names the variable, the value and what is allowed.
        """
        values: dict[str, object] = {}
        for name, read in READERS.items():
            text = environ.get(name.upper(), "").strip()
            if text:
                values[name] = read(name.upper(), text)
        return cls(**values)  # type: ignore[arg-type]  # each reader returns its field's type
