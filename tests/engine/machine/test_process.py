import os
import platform
import subprocess
import sys

import pytest

from engine.machine.process import prepare_process

TOUCH_AGAIN = """
import resource, sys
if sys.argv[1] == "prepared":
    from engine.machine.process import prepare_process
    prepare_process()
import numpy
def touched():
    before = resource.getrusage(resource.RUSAGE_SELF).ru_minflt
    numpy.ones(16_000_000)
    return resource.getrusage(resource.RUSAGE_SELF).ru_minflt - before
touched()
print(touched())
"""


def faults(how):
    found = subprocess.run([sys.executable, "-c", TOUCH_AGAIN, how], capture_output=True, text=True, check=True)
    return int(found.stdout)


def test_wishes_of_the_environment_are_kept(monkeypatch):
    monkeypatch.setattr(os, "environ", {"OMP_WAIT_POLICY": "ACTIVE"})
    monkeypatch.setattr("engine.machine.process._glibc", lambda: None)
    prepare_process()
    assert os.environ == {"OMP_WAIT_POLICY": "ACTIVE", "GOMP_SPINCOUNT": "1000"}


@pytest.mark.skipif(platform.libc_ver()[0] != "glibc", reason="mallopt is glibc's")
def test_freed_memory_is_used_again_without_asking_for_it():
    """128 MB are some hundred to thirty thousand pages, which a process as it is gets anew every time."""
    assert faults("as it is") > 50
    assert faults("prepared") < 10


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="prctl is Linux's")
@pytest.mark.parametrize(
    "program",
    [
        "from bot import __main__ as bot, variables; variables.read_env_file = stop; bot.main([])",
        "from engine import __main__ as engine; from engine.commands import worker; worker.log_to_stderr = stop; "
        "engine.main(['worker'])",
    ],
)
def test_bot_and_worker_let_no_process_look_into_them(program: str) -> None:
    before = (
        "def stop(*_):\n    import ctypes, os\n    print(ctypes.CDLL(None).prctl(3), flush=True)\n    os._exit(0)\n"
    )
    command = [sys.executable, "-c", before + program]  # 3: PR_GET_DUMPABLE
    assert subprocess.run(command, capture_output=True, text=True, timeout=60).stdout == "0\n"


FREE_LARGE = """
from engine.machine.process import large_blocks_given_back, prepare_process
prepare_process()
import numpy
def resident_mb():
    with open("/proc/self/statm") as file:
        return int(file.read().split()[1]) * 4096 / 2**20
def kept_mb():
    before = resident_mb()
    large = [numpy.ones(8_000_000) for _ in range(3)]
    between = numpy.ones(1000)
    del large
    return resident_mb() - before
with large_blocks_given_back():
    print(kept_mb() < 30)
print(kept_mb() > 150)
"""


@pytest.mark.skipif(platform.libc_ver()[0] != "glibc", reason="mallopt is glibc's")
def test_large_blocks_go_back_as_soon_as_they_are_freed_only_where_that_is_asked_for():
    found = subprocess.run([sys.executable, "-c", FREE_LARGE], capture_output=True, text=True, check=True)
    assert found.stdout.split() == ["True", "True"]


@pytest.mark.parametrize(
    ("command", "code"), [("bot --help", 141), ("engine neurons --help", 0)]
)  # argparse passes it over
def test_nobody_hears_of_a_reader_that_has_left(command, code):
    """As of `python -m engine doctor | head -1`."""
    reading, writing = os.pipe()
    os.close(reading)
    ended = subprocess.run(
        [sys.executable, "-m", *command.split()], stdout=writing, stderr=subprocess.PIPE, check=False
    )
    os.close(writing)
    assert (ended.returncode, ended.stderr) == (code, b"")
