"""Serves the sandbox until it is told to stop: `python -m providers.sandbox --folder FOLDER`."""

import argparse
import os
import signal
import socket
import sys
from pathlib import Path
from threading import Event

from django.conf import settings

from providers.sandbox.limits import SandboxLimits
from providers.sandbox.ridewithgps_options import RideWithGpsOptions
from providers.sandbox.server import Sandbox


def parse_arguments() -> argparse.Namespace:
    """Returns where the sandbox listens, and the folder that it stores its state in."""
    parser = argparse.ArgumentParser(
        "python -m providers.sandbox", description="Serve a simulated Strava and RideWithGPS with fictional athletes."
    )
    parser.add_argument("--host", default="127.0.0.1", help="the address to listen on (%(default)s)")
    parser.add_argument("--port", type=int, default=8001, help="the port to listen on (%(default)s)")
    parser.add_argument("--fd", type=int, nargs="+", default=[], help="sockets that listen already, handed down")
    parser.add_argument("--folder", type=Path, default=Path("data/sandbox"), help="where its state lies (%(default)s)")
    parser.add_argument(
        "--callback-host", nargs="+", default=[], metavar="HOST", help="where visitors go back to, besides this machine"
    )
    parser.add_argument("--keep-bodies", action="store_true", help="keep requests and answers whole in its log")
    parser.add_argument(
        "--limits", type=_two_numbers, default=(20_000, 200_000), metavar="QUARTER,DAY", help="calls; Strava: 200,2000"
    )
    parser.add_argument(
        "--read-limits", type=_two_numbers, metavar="QUARTER,DAY", help="reads, if not as --limits; Strava: 100,1000"
    )
    parser.add_argument("--shared-limits", action="store_true", help="limit all athletes together, as Strava does")
    parser.add_argument("--speed", type=_positive, default=1.0, help="let tokens expire and limits renew faster")
    parser.add_argument("--ridewithgps-webhook", default="", metavar="URL", help="tell this address of changed trips")
    parser.add_argument("--ridewithgps-no-state", action="store_true", help="return no state from RideWithGPS")
    parser.add_argument("--signing-secret", default="", metavar="SECRET", help="sign events with this")
    parser.add_argument(
        "--old-api-ended", action="store_true", help="refuse /api/v3, deauthorize and tokens in addresses, as from 2027"
    )
    return parser.parse_args()


def create_limits(arguments: argparse.Namespace) -> SandboxLimits:
    """Returns the limits that the arguments give."""
    read_limits = arguments.read_limits or arguments.limits
    (quarter, day), (read_quarter, read_day) = arguments.limits, read_limits
    return SandboxLimits(quarter, day, read_quarter, read_day, is_shared=arguments.shared_limits)


def _two_numbers(text: str) -> tuple[int, int]:
    quarter, day = map(int, text.split(","))
    if quarter < 1 or day < 1:
        raise ValueError
    return quarter, day


def _positive(text: str) -> float:
    number = float(text)
    if not 0 < number < 1e9:
        raise ValueError
    return number


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
            limits=create_limits(arguments),
            signing_secret=arguments.signing_secret,
            is_old_api_ended=arguments.old_api_ended,
            speed=arguments.speed,
            ridewithgps=RideWithGpsOptions(arguments.ridewithgps_webhook, not arguments.ridewithgps_no_state),
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
