"""engine.pictures.seccomp: the filter, run by a few lines that do what the kernel does, on both architectures."""

from __future__ import annotations

import platform
import re
import struct
from pathlib import Path

import pytest

from engine.pictures import seccomp
from engine.pictures.seccomp import ALLOW, CLONE_THREAD, MACHINES, REFUSE, UNKNOWN, Machine, forbid_calls, program

HEADERS = {
    "x86_64": Path("/usr/include/x86_64-linux-gnu/asm/unistd_64.h"),
    "aarch64": Path("/usr/include/asm-generic/unistd.h"),
}
FORBIDDEN = {  # (x86-64, aarch64), from the same headers
    "openat": (257, 56),
    "socket": (41, 198),
    "connect": (42, 203),
    "execve": (59, 221),
    "ptrace": (101, 117),
    "process_vm_readv": (310, 270),
    "kill": (62, 129),
    "newfstatat": (262, 79),
    "prctl": (157, 167),
    "io_uring_setup": (425, 425),
}


def answer(machine: Machine, number: int, *, audit: int | None = None, argument: int = 0) -> int:
    """Run the filter on one call, as linux/filter.h defines it."""
    call = struct.pack("<IIQ6Q", number, machine.audit if audit is None else audit, 0, argument, *[0] * 5)
    lines, place, accumulator = program(machine), 0, 0
    while True:
        code, then, otherwise, value = struct.unpack("HBBI", lines[place])
        place += 1
        if code == 0x06:
            return int(value)
        if code == 0x20:
            (accumulator,) = struct.unpack_from("<I", call, value)
        else:
            holds = accumulator == value if code == 0x15 else bool(accumulator & value)
            place += then if holds else otherwise


@pytest.fixture(params=list(MACHINES))
def name(request: pytest.FixtureRequest) -> str:
    return str(request.param)


def test_what_decoding_takes_is_allowed_and_the_rest_is_not(name: str) -> None:
    machine = MACHINES[name]
    answers = [answer(machine, number) for number in range(600)]
    assert {number for number, said in enumerate(answers) if said == ALLOW} == set(machine.allowed.values())
    for numbers in FORBIDDEN.values():
        assert answer(machine, numbers[name == "aarch64"]) == REFUSE


def test_threads_may_start_and_processes_may_not(name: str) -> None:
    machine = MACHINES[name]
    assert answer(machine, machine.clone, argument=0x3D0F00 | CLONE_THREAD) == ALLOW  # glibc's flags for a thread
    assert answer(machine, machine.clone, argument=17) == REFUSE  # SIGCHLD: a fork
    assert answer(machine, machine.clone3) == UNKNOWN


def test_calls_of_another_architecture_or_x32_are_refused(name: str) -> None:
    machine = MACHINES[name]
    assert answer(machine, machine.allowed["read"], audit=0x40000003) == REFUSE  # i386
    assert answer(machine, machine.allowed["read"] | 0x40000000) == REFUSE


def test_numbers_are_those_of_the_kernels_headers(name: str) -> None:
    if not HEADERS[name].exists():
        pytest.skip("no kernel headers: apt-get install linux-libc-dev")
    text = HEADERS[name].read_text()
    numbers = {word: int(number) for word, number in re.findall(r"#define __NR(?:3264)?_(\w+)\s+(\d+)", text)}
    machine = MACHINES[name]
    known = {**machine.allowed, "clone": machine.clone, "clone3": machine.clone3}
    known |= {word: pair[name == "aarch64"] for word, pair in FORBIDDEN.items() if word != "newfstatat"}
    assert {word: numbers[word] for word in known} == known


def test_an_architecture_nobody_has_written_down_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(platform, "machine", lambda: "riscv64")
    with pytest.raises(OSError, match="riscv64"):
        seccomp.forbid_calls()
    assert forbid_calls is seccomp.forbid_calls
