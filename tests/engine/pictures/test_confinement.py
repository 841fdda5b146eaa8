"""engine.pictures.confinement: what a decoding child that was taken over can still do. Tried from inside."""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

import pytest

from engine.pictures import confinement
from engine.pictures.landlock import forbid_files

ROOT = Path(__file__).parents[3]
NOBODY = 65534
USERS = {"root": 0, "an ordinary user": NOBODY}

pytestmark = pytest.mark.skipif(not sys.platform.startswith("linux"), reason="Landlock and seccomp are Linux's")


@pytest.fixture(scope="module", params=list(USERS))
def inmate(request: pytest.FixtureRequest) -> dict[str, Any]:
    """What a child of this user says of itself and of its attempts."""
    uid = USERS[request.param] if os.getuid() == 0 else os.getuid()
    with tempfile.TemporaryDirectory() as folder, socket.create_server(("127.0.0.1", 0)) as server:
        secret = Path(folder, "secret")  # for every user to read: pytest's own folders are not
        secret.write_text("1234567:secret")
        for path in (secret, secret.parent):
            path.chmod(0o777)
        command = [sys.executable, "-m", "tests.support.inmate", str(uid), folder, str(server.getsockname()[1])]
        done = subprocess.run(command, cwd=ROOT, capture_output=True, timeout=60)
    assert done.returncode == 0, done.stderr.decode()
    greeting, _, rest = done.stdout.partition(b"\n")
    lacks = json.loads(greeting)["lacks"]
    if lacks:
        pytest.skip(f"this kernel lacks {', '.join(lacks)}")
    return dict(json.loads(rest))


def test_nothing_that_an_attacker_would_try_works(inmate: dict[str, Any]) -> None:
    assert {what: outcome for what, outcome in inmate["outcomes"].items() if outcome != "refused"} == {}
    assert len(inmate["outcomes"]) == 16


def test_pictures_of_kinds_that_need_a_thread_are_still_decoded(inmate: dict[str, Any]) -> None:
    assert [reply for reply in inmate["decoded"] if "error" in reply] == []
    assert inmate["decoded"]
    assert inmate["threads"]


@pytest.mark.parametrize("layer", ["Landlock", "seccomp"])
def test_either_layer_alone_keeps_files_closed(layer: str, tmp_path: Path) -> None:
    (tmp_path / "secret").write_text("x")
    without = "_forbid_calls" if layer == "Landlock" else "forbid_files"
    program = f"""
import resource
from engine.pictures import confinement
resource.setrlimit = lambda *_: None
def lacking(): raise OSError
confinement.{without} = lacking
lacks = confinement.confine(2**31)
try:
    open({str(tmp_path / "secret")!r})
except PermissionError:
    print(lacks)
"""
    done = subprocess.run([sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, timeout=30)
    other = "seccomp" if layer == "Landlock" else "Landlock"
    if done.stdout.strip() not in (f"['{other}']", ""):
        pytest.skip(f"this kernel lacks more: {done.stdout}")
    assert (done.stdout, done.stderr) == (f"['{other}']\n", "")


def test_without_seccomp_an_ordinary_user_still_cannot_fork() -> None:
    program = """
import os
from engine.pictures import confinement
if os.getuid() == 0:
    os.setgroups([]); os.setgid(65534); os.setuid(65534)
def lacking(): raise OSError
confinement.forbid_calls = lacking
confinement.confine(2**31)
try:
    os._exit(os.fork() and 1)
except BlockingIOError:
    print("refused")
"""
    done = subprocess.run([sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, timeout=30)
    assert (done.stdout, done.stderr) == ("refused\n", "")


def test_a_layer_that_the_kernel_lacks_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    def lacking(*_: object) -> None:
        raise OSError("Function not implemented")

    for name in ("_refuse_new_privileges", "forbid_files", "_limit", "_forbid_calls"):
        monkeypatch.setattr(confinement, name, lacking)
    monkeypatch.setattr(confinement.os, "nice", lambda _: 0)
    monkeypatch.setattr(confinement, "_FIRST_TO_DIE", Path("/proc/self/oom_score_adj").read_text())
    lacks = ["NoNewPrivs", "Landlock", "limits of files and memory", "seccomp"]
    assert confinement.confine(2**31) == lacks


def test_a_kernel_without_landlock_is_an_error_with_a_number(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("engine.pictures.landlock._CREATE_RULESET", 9999)
    with pytest.raises(OSError, match="not implemented"):
        forbid_files()
