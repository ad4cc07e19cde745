"""Runs a temporary Redis server on a free port; it saves nothing."""

import shutil
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager

from bench.fleet.ports import free_port, is_open


@contextmanager
def temporary_redis() -> Iterator[str]:
    """Yields the server's address without a database's number. Raises SystemExit when this machine has no Redis."""
    program = shutil.which("redis-server")
    if program is None:
        raise SystemExit("There is no Redis server on this machine (redis-server was not found).")
    port = free_port()
    with tempfile.TemporaryDirectory(prefix="tracekit-redis-") as folder:
        options = ("--bind", "127.0.0.1", "--save", "", "--appendonly", "no", "--dir", folder)
        command = [program, "--port", str(port), *options]
        server = subprocess.Popen(command, stdout=subprocess.DEVNULL, start_new_session=True)
        try:
            while not is_open(port) and server.poll() is None:
                time.sleep(0.02)
            yield f"redis://127.0.0.1:{port}"
        finally:
            server.kill()
            server.wait()
