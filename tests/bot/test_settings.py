"""The environment is read once and refused loudly."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

import pytest

import bot
from bot.errors import SettingsError
from bot.settings import Settings
from bot.variables import NETWORKS, READERS, read_env_file

TOKEN = "123456789:AAaaBBbbCCccDDddEEeeFFffGGggHHhhIIii"
EXAMPLE = Path(bot.__file__).parent.parent / ".env.example"


def test_nothing_set_serves_the_local_chat_on_a_file_of_our_own() -> None:
    settings = Settings.from_environment({})
    assert settings.telegram_token == ""
    assert settings.database_url == f"sqlite:///{Path.cwd()}/stylegram-data/stylegram.sqlite"


def test_an_empty_variable_takes_its_default() -> None:
    assert Settings.from_environment({"WORKERS": " ", "EDGE_SIZE": ""}) == Settings()


SET = {  # what is written, and what is read of it
    "TELEGRAM_TOKEN": (TOKEN, TOKEN),
    "TELEGRAM_URL": ("http://localhost:8081/", "http://localhost:8081"),
    "DATA_DIR": ("/data", Path("/data")),
    "DATABASE_URL": ("postgresql://bot:word@host/stylegram", "postgresql://bot:word@host/stylegram"),
    "WORKERS": ("0", 0),
    "NETWORK": ("VGG19", "vgg19"),
    "WEIGHTS": ("/w.pth", Path("/w.pth")),
    "DEVICE": ("CUDA", "cuda"),
    "DTYPE": ("float32", "float32"),
    "LOCALCHAT_PORT": ("8090", 8090),
    "WORKER_SILENT_S": ("30", 30.0),
    "EDGE_SIZE": ("256", 256),
    "MAX_EDGE_SIZE": ("2048", 2048),
    "FACES": ("paint", "paint"),
    "STORAGE_CHAT": ("-1001234567890", -1001234567890),
    "BUDGET_S": ("12.5", 12.5),
    "KEEP_HOURS": ("1", 1.0),
    "JOBS_PER_PERSON": ("2", 2),
    "JOBS_IN_QUEUE": ("9", 9),
    "JOBS_PER_10_MIN": ("5", 5),
    "JOBS_PER_GROUP": ("10", 10),
    "JOBS_PER_GROUP_10_MIN": ("20", 20),
    "ALLOWED_PEOPLE": ("1, 2 3", frozenset({1, 2, 3})),
    "ALLOWED_CHATS": ("-1001234567891", frozenset({-1001234567891})),
    "ADMINS": ("4", frozenset({4})),
    "WEBHOOK_URL": ("https://example.org/telegram/", "https://example.org/telegram"),
    "WEBHOOK_SECRET": ("a_long-secret", "a_long-secret"),
    "WEBHOOK_LISTEN": ("0.0.0.0", "0.0.0.0"),
    "WEBHOOK_PORT": ("9000", 9000),
    "HEALTH_PORT": ("9001", 9001),
    "HEALTH_LISTEN": ("::", "::"),
    "LOG_LEVEL": ("debug", "DEBUG"),
    "LOG_FORMAT": ("json", "json"),
}


def test_every_variable_is_read_into_its_field() -> None:
    """Each value is unlike the default and unlike every other, so that none can stand for another."""
    written, expected = ({name: pair[place] for name, pair in SET.items()} for place in (0, 1))
    found = {name.upper(): value for name, value in vars(Settings.from_environment(written)).items()}
    assert found == expected
    assert [name for name, value in vars(Settings()).items() if value == expected[name.upper()]] == []
    assert len(set(expected.values())) == len(expected) == len(READERS)


def test_hours_are_kept_in_seconds() -> None:
    assert Settings(keep_hours=2).keep_s == 7200


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("WORKERS", "many"),
        ("WORKERS", "-1"),
        ("EDGE_SIZE", "9999"),
        ("DEVICE", "tpu"),
        ("NETWORK", "resnet"),
        ("BUDGET_S", "nan"),
        ("LOCALCHAT_PORT", "65536"),
        ("ALLOWED_PEOPLE", "@ann"),
        ("WEBHOOK_URL", "example.org"),
        ("LOG_LEVEL", "loud"),
    ],
)
def test_a_wrong_value_is_refused_with_its_name_and_what_is_allowed(name: str, value: str) -> None:
    with pytest.raises(SettingsError, match=rf"{name} is '{re.escape(value)}'; allowed is "):
        Settings.from_environment({name: value})


def test_a_webhook_without_tls_is_for_a_bot_api_server_of_ones_own() -> None:
    webhook = {"WEBHOOK_URL": "http://bot.example", "WEBHOOK_SECRET": "word"}
    with pytest.raises(SettingsError, match="https:// only"):
        Settings.from_environment(webhook)
    assert Settings.from_environment(webhook | {"TELEGRAM_URL": "http://127.0.0.1:8081"}).webhook_url


@pytest.mark.parametrize(
    ("url", "words"),
    [
        ("postgresql://bot:word@host:abc/x", "DATABASE_URL cannot be read"),
        ("sqlite:///", "DATABASE_URL names no file"),
        ("sqlite:///:memory:", "DATABASE_URL names no file"),
    ],
)
def test_a_database_url_that_cannot_be_used_is_refused_without_repeating_it(url: str, words: str) -> None:
    with pytest.raises(SettingsError, match=words) as refusal:
        Settings.from_environment({"DATABASE_URL": url})
    assert "bot:word" not in str(refusal.value)


def test_the_networks_are_those_of_the_registry() -> None:
    from models.registry import ENTRIES  # loads torch

    assert set(NETWORKS) == set(ENTRIES)


def test_weights_that_are_not_there_are_refused(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match=r"WEIGHTS is '.*missing.pth', and there is no such file"):
        Settings.from_environment({"WEIGHTS": str(tmp_path / "missing.pth")})


def test_weights_of_workers_elsewhere_are_not_looked_for() -> None:
    assert Settings.from_environment({"WEIGHTS": "/w.pth", "WORKERS": "0"}).weights == Path("/w.pth")


def test_a_wrong_token_is_refused_without_repeating_it() -> None:
    with pytest.raises(SettingsError) as refusal:
        Settings.from_environment({"TELEGRAM_TOKEN": TOKEN[:25] + " oops"})
    assert TOKEN[:20] not in str(refusal.value)
    assert "BotFather" in str(refusal.value)


def test_a_result_larger_than_the_largest_is_refused() -> None:
    with pytest.raises(SettingsError, match="MAX_EDGE_SIZE"):
        Settings.from_environment({"EDGE_SIZE": "2048", "MAX_EDGE_SIZE": "1024"})


def test_a_webhook_needs_its_secret() -> None:
    with pytest.raises(SettingsError, match="WEBHOOK_SECRET"):
        Settings.from_environment({"WEBHOOK_URL": "https://example.org"})


def test_no_secret_is_in_repr() -> None:
    environ = {
        "TELEGRAM_TOKEN": TOKEN,
        "WEBHOOK_URL": "https://example.org",
        "WEBHOOK_SECRET": "long-secret",
        "DATABASE_URL": "postgresql://bot:word@host/stylegram",
    }
    settings = Settings.from_environment(environ)
    assert not any(secret in repr(settings) for secret in (TOKEN, "long-secret", "word"))
    assert settings.secrets == (TOKEN, "long-secret", "word")


def test_the_example_lists_every_variable() -> None:
    names = set(re.findall(r"^#?([A-Z][A-Z0-9_]*)=", EXAMPLE.read_text(), re.MULTILINE))
    of_compose = set(re.findall(r"\$\{([A-Z_]+):[?-]", EXAMPLE.with_name("compose.yaml").read_text()))
    assert of_compose == {"TELEGRAM_TOKEN", "POSTGRES_PASSWORD", "HEIC", "FILM"}
    assert names == {name.upper() for name in READERS} | of_compose


def test_the_example_can_be_read_as_it_is() -> None:
    assert Settings.from_environment(read_env_file(EXAMPLE)) == Settings()


def test_an_env_file_may_have_comments_and_quotes(tmp_path: Path) -> None:
    file = tmp_path / ".env"
    file.write_text("# one\n\nexport WORKERS=0  # elsewhere\nNETWORK='vgg19'\n")
    assert read_env_file(file) == {"WORKERS": "0", "NETWORK": "vgg19"}


@pytest.mark.parametrize("comment", ["", "  # the other host's", " # 'quoted'"])
def test_what_single_quotes_keep_from_a_shell_is_read_as_it_stands(tmp_path: Path, comment: str) -> None:
    url = "postgresql://bot:a#b$c@host/name?sslmode=require&connect_timeout=5"
    (tmp_path / ".env").write_text(f"DATABASE_URL='{url}'{comment}\nADMINS='1, 2'\n")
    read = read_env_file(tmp_path / ".env")
    assert read == {"DATABASE_URL": url, "ADMINS": "1, 2"}
    command = ["sh", "-c", 'set -a; . ./.env; printf "%s|%s" "$DATABASE_URL" "$ADMINS"']
    told = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=True)
    assert told.stdout.split("|") == list(read.values())


def test_a_mark_that_windows_puts_before_utf8_is_no_part_of_the_first_name(tmp_path: Path) -> None:
    (tmp_path / ".env").write_text("WORKERS=0\n", encoding="utf-8-sig")
    assert read_env_file(tmp_path / ".env") == {"WORKERS": "0"}


def test_a_line_that_is_no_setting_is_refused_with_its_number(tmp_path: Path) -> None:
    (tmp_path / ".env").write_text("WORKERS=0\nworkers 1\n")
    with pytest.raises(SettingsError, match="Line 2"):
        read_env_file(tmp_path / ".env")


def test_an_env_file_that_is_no_text_is_refused(tmp_path: Path) -> None:
    (tmp_path / ".env").write_bytes(b"WORKERS=\xff\n")
    with pytest.raises(SettingsError, match="not UTF-8"):
        read_env_file(tmp_path / ".env")


def test_an_env_file_that_cannot_be_read_is_refused(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match=r"cannot be read \(File name too long\)"):
        read_env_file(tmp_path / ("x" * 300))


def test_no_env_file_is_no_setting(tmp_path: Path) -> None:
    assert read_env_file(tmp_path / ".env") == {}
