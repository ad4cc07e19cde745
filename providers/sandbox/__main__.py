"""Serves the sandbox until it is told to stop: `python -m providers.sandbox --folder FOLDER`."""

import argparse
import os
import signal
import socket
import sys
from pathlib import Path
from threading import Event

from django.conf import settings

from providers.sandbox.server import Sandbox


def parse_arguments() -> argparse.Namespace:
    """Returns where the sandbox listens, and the folder that it stores its state in."""
    parser = argparse.ArgumentParser(
        "python -m providers.sandbox", description="Serve a simulated Strava with fictional athletes."
    )
    parser.add_argument("--host", default="127.0.0.1", help="the address to listen on (%(default)s)")
    parser.add_argument("--port", type=int, default=8001, help="the port to listen on (%(default)s)")
    parser.add_argument("--fd", type=int, nargs="+", default=[], help="sockets that listen already, handed down")
    parser.add_argument("--folder", type=Path, default=Path("data/sandbox"), help="where its state lies (%(default)s)")
    parser.add_argument(
        "--callback-host", nargs="+", default=[], metavar="HOST", help="where visitors go back to, besides this machine"
    )
    parser.add_argument("--keep-bodies", action="store_true", help="keep requests and answers whole in its log")
    return parser.parse_args()


def create_sandbox(arguments: argparse.Namespace) -> Sandbox:
    """Returns a sandbox that listens. Ends the process with one sentence when it cannot."""
    try:
        return Sandbox(
            arguments.folder,
            host=arguments.host,
            port=arguments.port,
            sockets=[socket.socket(fileno=number) for number in arguments.fd],
            callback_hosts=arguments.callback_host,
            keep_bodies=arguments.keep_bodies,
        )
    except OSError as error:
        sys.exit(f"The sandbox cannot start: {os.strerror(error.errno or 0)}. Nothing was changed.")


def main() -> None:
    """Serves until SIGTERM or SIGINT."""
    arguments = parse_arguments()
    settings.configure()  # its templates are Django's; it has no settings
    stop = Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.set())
    with create_sandbox(arguments) as sandbox:
        if not arguments.fd:  # whoever hands down sockets knows where it is
            print(f"The sandbox is at {sandbox.url}", file=sys.stderr, flush=True)  # noqa: T201
        stop.wait()


if __name__ == "__main__":
    main()
