"""Landlock: this process, from here on, opens no file, connects nowhere by TCP and signals nobody outside.

By ctypes: the package of this name is a development release that knows rules for folders but not how to allow none.
See the kernel's Documentation/userspace-api/landlock.rst and include/uapi/linux/landlock.h. Knows no picture.
"""

from __future__ import annotations

import ctypes
import os

_CREATE_RULESET, _RESTRICT_SELF = 444, 446  # the same on every architecture
_ASK_VERSION = 1
_FILE_RIGHTS = ((1, 13), (2, 14), (3, 15), (5, 16))  # (version of Landlock, how many rights it knows)
_TCP_FROM, _TCP = 4, 0b11  # bind, connect
_SCOPES_FROM, _SCOPES = 6, 0b11  # abstract sockets and signals to processes that are not as confined


class _Ruleset(ctypes.Structure):
    _fields_ = (("files", ctypes.c_uint64), ("network", ctypes.c_uint64), ("scoped", ctypes.c_uint64))


def forbid_files() -> None:
    """Allow nothing that Landlock knows of; what is open stays open. Wants no_new_privs.

    Raises:
        OSError: The kernel has no Landlock, or does not let this process use it.
    """
    version = _call(_CREATE_RULESET, None, ctypes.c_size_t(0), ctypes.c_uint32(_ASK_VERSION))
    handled = _Ruleset(files=(1 << _rights_of(version)) - 1)
    length = 8
    if version >= _TCP_FROM:
        handled.network, length = _TCP, 16
    if version >= _SCOPES_FROM:
        handled.scoped, length = _SCOPES, 24
    rules = _call(_CREATE_RULESET, ctypes.byref(handled), ctypes.c_size_t(length), ctypes.c_uint32(0))
    try:
        _call(_RESTRICT_SELF, ctypes.c_int(rules), ctypes.c_uint32(0))
    finally:
        os.close(rules)


def _rights_of(version: int) -> int:
    return max(count for since, count in _FILE_RIGHTS if since <= version)


def _call(number: int, *arguments: object) -> int:
    answer = int(ctypes.CDLL(None, use_errno=True).syscall(ctypes.c_long(number), *arguments))
    if answer < 0:
        error = ctypes.get_errno()
        raise OSError(error, os.strerror(error))
    return answer
