"""The command `sandbox` serves the stand-in for the platforms until it is told to stop."""

import os
import signal
import socket
from pathlib import Path
from threading import Event
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from providers.sandbox.server import Sandbox


class Command(BaseCommand):
    """Runs the sandbox; it needs no database of tracekit, and no key."""

    help = "Serve a stand-in for Strava with made-up athletes."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        """Adds where the sandbox listens, and the folder that it stores its state in."""
        parser.add_argument("--host", default="127.0.0.1", help="the address to listen on")
        parser.add_argument("--port", type=int, default=8001, help="the port to listen on")
        parser.add_argument("--fd", type=int, nargs="+", default=[], help="sockets that listen already, handed down")
        parser.add_argument("--folder", type=Path, help="where its state lies; otherwise in the data folder")
        parser.add_argument(
            "--callback-host",
            nargs="+",
            default=[],
            metavar="HOST",
            help="besides this machine, where visitors go back to",
        )
        parser.add_argument("--keep-bodies", action="store_true", help="keep requests and answers whole in its log")

    def handle(self, *args: Any, **options: Any) -> None:
        """Serves until SIGTERM or SIGINT."""
        stop = Event()
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda *_: stop.set())
        with self._sandbox(options) as sandbox:
            if not options["fd"]:  # whoever hands down sockets knows where it is
                self.stderr.write(f"The sandbox is at {sandbox.url}")
            stop.wait()

    def _sandbox(self, options: dict[str, Any]) -> Sandbox:
        try:
            return Sandbox(
                options["folder"] or settings.DATA_DIR / "sandbox",
                host=options["host"],
                port=options["port"],
                sockets=[socket.socket(fileno=number) for number in options["fd"]],
                callback_hosts=options["callback_host"],
                keep_bodies=options["keep_bodies"],
            )
        except OSError as error:
            why = os.strerror(error.errno or 0)
            raise CommandError(f"The sandbox cannot start: {why}. Nothing was changed.") from None
