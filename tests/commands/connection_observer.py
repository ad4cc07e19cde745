"""Observes from outside to which hosts processes open connections or send datagrams, with strace."""

import re
import shutil
import subprocess
import sys
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from tests.required import skip_or_fail
from tests.waiting import wait_until

LOOPBACK = ("127.0.0.1", "::1")
SYSTEM_CALLS = "socket,connect,ioctl,sendmsg,sendmmsg"
"""Databases are asked by `sendto`, so recording it would slow down everything; `ANYWHERE` stands for it."""

ANYWHERE = ("anywhere", 0)
"""A datagram socket can send to any host unless it is connected at once, or only lists this machine's interfaces."""

UNLISTED = {("127.0.0.9", 9), ("127.0.0.9", 53), ANYWHERE}
"""Nothing listens at this address, and no packet to it leaves the machine."""

CONTACT_UNLISTED = """
import socket
socket.socket().connect_ex(("127.0.0.9", 9))
socket.socket(socket.AF_INET, socket.SOCK_DGRAM).connect(("127.0.0.9", 53))
socket.socket(socket.AF_INET, socket.SOCK_DGRAM).sendto(b"?", ("127.0.0.9", 53))
"""
_ADDRESS = re.compile(
    r'sa_family=AF_INET, sin_port=htons\((\d+)\), sin_addr=inet_addr\("([\d.]+)"\)'
    r'|sa_family=AF_INET6, sin6_port=htons\((\d+)\).*?inet_pton\(AF_INET6, "([\da-f:.]+)"'
)
_UNCONNECTED = re.compile(
    r"^socket\(AF_INET6?, SOCK_DGRAM[^)]*\) = (\d+)\n(?!connect\(\1,|ioctl\(\1, SIOCGIFCONF)", re.MULTILINE
)

Destination = tuple[str, int]


@dataclass(frozen=True, slots=True)
class ConnectionObserver:
    """Records the system calls of the processes that are started with its prefix, and of all that they start.

    Sockets of the machine's own file system are no hosts, and are left out.
    """

    folder: Path

    def __post_init__(self) -> None:
        if not shutil.which("strace"):
            skip_or_fail("there is no strace on this machine: connections were not observed")
        self.folder.mkdir()

    @property
    def prefix(self) -> list[str]:
        """Returns the words before a command; the process keeps its id and its parent."""
        quiet = ("-qq", "-e", "signal=none")
        return ["strace", "-DDD", "-ff", "--seccomp-bpf", *quiet, "-e", f"trace={SYSTEM_CALLS}", "-o", self._trace]

    def destinations(self) -> set[Destination]:
        """Returns the addresses and ports to which the processes connected, or tried to, until now."""
        texts = [path.read_text() for path in self.folder.iterdir()]
        addresses = _ADDRESS.findall("\n".join(re.sub(r"^ioctl.*\n", "", text, flags=re.MULTILINE) for text in texts))
        unconnected = {ANYWHERE for text in texts if _UNCONNECTED.search(text)}
        return unconnected | {(host or host_6, int(port or port_6)) for port, host, port_6, host_6 in addresses}

    def verify(self, ports: Iterable[int | None]) -> None:
        """Checks that each of these ports of this machine was contacted, and nothing else, not even a name server.

        A process that contacts something else is found: this is the positive control.
        """
        observed, expected = self.destinations(), set(ports)
        others = {(host, port) for host, port in observed if host not in LOOPBACK or port not in expected}
        assert not others, others
        assert {port for _, port in observed} == expected, observed
        subprocess.run([*self.prefix, sys.executable, "-c", CONTACT_UNLISTED], check=True)
        wait_until(lambda: self.destinations() >= UNLISTED)

    @property
    def _trace(self) -> str:
        return str(self.folder / "trace")
