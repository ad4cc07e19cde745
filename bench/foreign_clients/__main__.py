"""Installs foreign API clients, lets each call the sandbox, and prints what came of every call.

    python -m bench.foreign_clients [--folder FOLDER] [--require] [NAME…]

Each client has an environment of its own below the folder, which is temporary unless it is named. A call passes when it
raises nothing and what the client read agrees with the sandbox's database. The status is 1 when a call does not pass;
with `--require` also when a client cannot be installed.
"""

import argparse
import sys
from collections.abc import Iterable, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

from django.conf import settings

from bench.foreign_clients.clients import find_clients
from bench.foreign_clients.environments import NotInstalled, install
from bench.foreign_clients.run_client import CallOutcome, run_client


def main(arguments: Sequence[str] | None = None) -> int:
    """Prints a table of clients, calls and outcomes; returns the exit status."""
    clients = find_clients()
    options = _parse_arguments(arguments, [client.name for client in clients])
    if not settings.configured:
        settings.configure()  # the sandbox's templates are Django's; it has no settings
    outcomes: list[CallOutcome] = []
    missing: list[str] = []
    with TemporaryDirectory() as temporary:
        folder = options.folder or Path(temporary)
        for client in clients:
            if options.names and client.name not in options.names:
                continue
            try:
                outcomes += run_client(client, install(client, folder / client.name))
            except NotInstalled as error:
                missing.append(client.name)
                outcomes.append(CallOutcome(client.name, "", f"not installed: {error}", is_passed=False))
    _print_table(outcomes)
    failed = [outcome for outcome in outcomes if not outcome.is_passed and outcome.client not in missing]
    return 1 if failed or (missing and options.require) else 0


def _parse_arguments(arguments: Sequence[str] | None, names: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m bench.foreign_clients", description=(__doc__ or "").split("\n")[0])
    parser.add_argument("names", nargs="*", metavar="NAME", help=f"the clients to run: {', '.join(names)}")
    parser.add_argument("--folder", type=Path, help="keep the environments there, and use those that are there")
    parser.add_argument("--require", action="store_true", help="fail when a client cannot be installed")
    options = parser.parse_args(arguments)
    unknown = sorted(set(options.names) - set(names))
    if unknown:
        parser.error(f"no client is called {', '.join(unknown)}; there are {', '.join(names)}")
    return options


def _print_table(outcomes: Iterable[CallOutcome]) -> None:
    rows = [("client", "call", "outcome"), *((row.client, row.call, row.text) for row in outcomes)]
    widths = [max(len(row[column]) for row in rows) for column in (0, 1)]
    for name, call, text in rows:
        print(f"{name:{widths[0]}} | {call:{widths[1]}} | {text}".rstrip())


if __name__ == "__main__":
    sys.exit(main())
