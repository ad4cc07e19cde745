"""Measures what an honest page takes while connections send their request one byte at a time.

    python -m bench.slow_clients http://127.0.0.1:8000 [--seconds 10]

The address is that of a running tracekit. Slow clients connect from 127.0.0.2, the honest one from 127.0.0.3. For 0, 4,
40 and 200 connections, in the headers and in the body of a request, it prints how many pages were answered, the time of
the middle one and of the slowest twentieth, and whether `/health/live` answered.
"""

import argparse
import http.client
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from statistics import median, quantiles
from urllib.parse import urlsplit

COUNTS = (4, 40, 200)
INTERVAL_S = 0.5
PAGE_TIMEOUT_S = 5.0
HEADS = {
    "headers": b"GET /privacy/ HTTP/1.1\r\nHost: localhost\r\nX-Slow: ",
    "body": b"POST /account/login/ HTTP/1.1\r\nHost: localhost\r\nContent-Length: 100000\r\n"
    b"Content-Type: application/x-www-form-urlencoded\r\n\r\n",
}


@contextmanager
def slow_clients(address: tuple[str, int], count: int, mode: str) -> Iterator[None]:
    """Keeps so many connections open that send the head of HEADS and then one byte after the other."""
    stop = threading.Event()

    def connect() -> socket.socket:
        client = socket.create_connection(address, PAGE_TIMEOUT_S, ("127.0.0.2", 0))
        client.sendall(HEADS[mode])
        return client

    def drip() -> None:
        clients: list[socket.socket | None] = [None] * count
        while not stop.is_set():
            for index, client in enumerate(clients):
                try:
                    if client is None:
                        clients[index] = connect()
                    else:
                        client.sendall(b"a")
                except OSError:
                    if client is not None:
                        client.close()
                    clients[index] = None
            stop.wait(INTERVAL_S)
        for client in filter(None, clients):
            client.close()

    thread = threading.Thread(target=drip)
    thread.start()
    time.sleep(2 * INTERVAL_S)
    try:
        yield
    finally:
        stop.set()
        thread.join()


def time_page(address: tuple[str, int], path: str) -> float | None:
    """Returns the seconds that one page takes over a new connection; None when it is not answered in time."""
    started = time.monotonic()
    with suppress(OSError, http.client.HTTPException):
        source = ("127.0.0.3", 0)
        with closing(http.client.HTTPConnection(*address, timeout=PAGE_TIMEOUT_S, source_address=source)) as connection:
            connection.request("GET", path, headers={"Host": "localhost", "X-Forwarded-Proto": "https"})
            if connection.getresponse().read():
                return time.monotonic() - started
    return None


def measure(address: tuple[str, int], seconds: float) -> str:
    """Returns a line about the pages of so many seconds."""
    times: list[float | None] = []
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        times.append(time_page(address, "/privacy/"))
        time.sleep(0.05)
    answered = [seconds for seconds in times if seconds is not None]
    live = "answers" if time_page(address, "/health/live") is not None else "silent"
    slowest = quantiles(answered, n=20)[-1] if len(answered) > 1 else float("nan")
    middle = median(answered) if answered else float("nan")
    return (
        f"{len(answered)} of {len(times)} answered, median {middle * 1000:.0f} ms, "
        f"95 % within {slowest * 1000:.0f} ms, live {live}"
    )


def main() -> None:
    """Measures every mode and count."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("url")
    parser.add_argument("--seconds", type=float, default=10)
    arguments = parser.parse_args()
    parts = urlsplit(arguments.url)
    address = (parts.hostname or "127.0.0.1", parts.port or 80)
    print(f"without slow clients: {measure(address, arguments.seconds)}", flush=True)
    for mode in HEADS:
        for count in COUNTS:
            with slow_clients(address, count, mode):
                print(f"{count} in {mode}: {measure(address, arguments.seconds)}", flush=True)


if __name__ == "__main__":
    main()
