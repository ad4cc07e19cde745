"""Gives up all access to files, sockets and other processes, where the kernel has Landlock (Linux 5.13 and newer).

Source: docs.kernel.org/userspace-api/landlock.html. Each version of Landlock knows more rights. A kernel refuses those
that it does not know, so its version decides which are named.
"""

import ctypes
import os
import sys

CREATE_RULESET, RESTRICT_SELF = 444, 446
"""These system calls have the same numbers on every architecture."""

GET_VERSION = 1
SET_NO_NEW_PRIVILEGES = 38
"""The kernel asks for this option of `prctl` before a process without privileges may give up rights."""

FILE_RIGHTS = {1: 13, 2: 14, 3: 15, 5: 16}
"""From each of these versions on, there are so many rights to files and folders, one bit each."""

NETWORK_VERSION, SCOPE_VERSION = 4, 6
"""From these versions on, there are rights to bind and connect TCP, and scopes for signals and abstract sockets."""


def landlock_version() -> int:
    """Returns the version of the kernel's Landlock, which is below 1 where there is none."""
    if sys.platform != "linux":
        return 0
    return int(ctypes.CDLL(None).syscall(CREATE_RULESET, None, 0, GET_VERSION))


def restrict_process() -> bool:
    """Gives up every right that Landlock knows, for good; returns whether the kernel has Landlock.

    What is open stays usable. It needs a free file descriptor for a moment.
    """
    version = landlock_version()
    if version < 1:
        return False
    kernel = ctypes.CDLL(None)
    rights = (ctypes.c_uint64 * 3)(*_all_rights(version))
    size = 8 * (1 + (version >= NETWORK_VERSION) + (version >= SCOPE_VERSION))
    kernel.prctl(SET_NO_NEW_PRIVILEGES, 1, 0, 0, 0)
    ruleset = kernel.syscall(CREATE_RULESET, rights, size, 0)
    if ruleset < 0:
        return False
    is_restricted = kernel.syscall(RESTRICT_SELF, ruleset, 0) == 0
    os.close(ruleset)
    return is_restricted


def _all_rights(version: int) -> tuple[int, int, int]:
    """Returns the rights to files, to the network, and the scopes; no rule gives any of them back."""
    file_rights = max(count for since, count in FILE_RIGHTS.items() if since <= version)
    both = 0b11
    return (1 << file_rights) - 1, both * (version >= NETWORK_VERSION), both * (version >= SCOPE_VERSION)
