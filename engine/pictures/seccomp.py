"""seccomp: this process, from here on, calls of the kernel only what decoding a picture takes.

A list of what is allowed: no open, no socket, no exec, no new process. Everything else fails with EPERM, as a missing
permission does. By ctypes: pyseccomp wants the system's libseccomp, which slim images and other distributions
may lack, and the filter is a page long. See seccomp(2); numbers from asm/unistd_64.h and asm-generic/unistd.h.
"""

from __future__ import annotations

import ctypes
import errno
import os
import platform
import struct
from dataclasses import dataclass

_SET_SECCOMP, _FILTER = 22, 2  # prctl(2)
_LOAD_WORD, _IF_EQUAL, _IF_BIT, _RETURN = 0x20, 0x15, 0x45, 0x06  # linux/filter.h, linux/bpf_common.h
_NUMBER, _ARCHITECTURE, _FIRST_ARGUMENT = 0, 4, 16  # offsets in struct seccomp_data, little endian
ALLOW, REFUSE, UNKNOWN = 0x7FFF0000, 0x00050000 | errno.EPERM, 0x00050000 | errno.ENOSYS
CLONE_THREAD = 0x10000  # linux/sched.h

_ALLOWED = (  # (name, x86-64, aarch64)
    ("read", 0, 63),
    ("write", 1, 64),
    ("readv", 19, 65),
    ("writev", 20, 66),
    ("close", 3, 57),
    ("lseek", 8, 62),
    ("fstat", 5, 80),
    ("brk", 12, 214),
    ("mmap", 9, 222),
    ("mremap", 25, 216),
    ("munmap", 11, 215),
    ("mprotect", 10, 226),
    ("madvise", 28, 233),
    ("rt_sigaction", 13, 134),
    ("rt_sigprocmask", 14, 135),
    ("rt_sigreturn", 15, 139),
    ("sigaltstack", 131, 132),
    ("restart_syscall", 219, 128),
    ("setitimer", 38, 103),
    ("nanosleep", 35, 101),
    ("clock_nanosleep", 230, 115),
    ("clock_gettime", 228, 113),
    ("gettimeofday", 96, 169),
    ("getrandom", 318, 278),
    ("getpid", 39, 172),
    ("gettid", 186, 178),
    ("sched_yield", 24, 124),
    ("sched_getaffinity", 204, 123),
    ("futex", 202, 98),
    ("set_robust_list", 273, 99),
    ("rseq", 334, 293),
    ("exit", 60, 93),
    ("exit_group", 231, 94),
)


@dataclass(frozen=True, kw_only=True)
class Machine:
    """What the kernel calls the same things on one architecture.

    Attributes:
        audit: AUDIT_ARCH_... of linux/audit.h.
        allowed: Numbers of the system calls that decoding takes, by name.
        clone: Number of clone; allowed for threads, which HEIC's decoder starts.
        clone3: Its successor, whose flags a filter cannot see: said to be missing, so that clone is used.
    """

    audit: int
    allowed: dict[str, int]
    clone: int
    clone3: int = 435


MACHINES = {
    "x86_64": Machine(audit=0xC000003E, allowed={name: number for name, number, _ in _ALLOWED}, clone=56),
    "aarch64": Machine(audit=0xC00000B7, allowed={name: number for name, _, number in _ALLOWED}, clone=220),
}


def forbid_calls() -> None:
    """Allow this thread and those it starts what decoding takes, and nothing else. Wants no_new_privs.

    Raises:
        OSError: The kernel has no seccomp filters, or nobody has written down this architecture's numbers.
    """
    machine = MACHINES.get(platform.machine())
    if machine is None:
        raise OSError(errno.ENOSYS, f"no filter for {platform.machine()}")
    code = b"".join(program(machine))
    buffer = ctypes.create_string_buffer(code, len(code))
    head = struct.pack("HxxxxxxP", len(code) // 8, ctypes.addressof(buffer))  # struct sock_fprog
    libc = ctypes.CDLL(None, use_errno=True)
    if libc.prctl(_SET_SECCOMP, ctypes.c_ulong(_FILTER), ctypes.c_char_p(head), 0, 0) != 0:
        error = ctypes.get_errno()
        raise OSError(error, os.strerror(error))


def program(machine: Machine) -> list[bytes]:
    """Return the filter: one instruction of struct sock_filter an item. Jumps count the instructions to skip."""
    lines = [
        _line(_LOAD_WORD, _ARCHITECTURE),
        _line(_IF_EQUAL, machine.audit, otherwise=0, then=1),
        _line(_RETURN, REFUSE),
        _line(_LOAD_WORD, _NUMBER),
    ]
    for number in machine.allowed.values():
        lines += [_line(_IF_EQUAL, number, otherwise=1), _line(_RETURN, ALLOW)]
    return [
        *lines,
        *(_line(_IF_EQUAL, machine.clone3, otherwise=1), _line(_RETURN, UNKNOWN)),
        *(_line(_IF_EQUAL, machine.clone, otherwise=3), _line(_LOAD_WORD, _FIRST_ARGUMENT)),
        *(_line(_IF_BIT, CLONE_THREAD, otherwise=1), _line(_RETURN, ALLOW)),
        _line(_RETURN, REFUSE),
    ]


def _line(code: int, value: int, *, then: int = 0, otherwise: int = 0) -> bytes:
    return struct.pack("HBBI", code, then, otherwise, value)
