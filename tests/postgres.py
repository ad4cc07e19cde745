"""Prints the address of the PostgreSQL on this machine's standard port, for the tests marked `postgres`."""

import getpass
import os
import sys

import psycopg


def server_address() -> str | None:
    """Returns the server's address, with a user that it accepts; None when no server answers."""
    for user in (os.environ.get("PGUSER"), "postgres", getpass.getuser()):
        if user and _accepts(user):
            return f"postgres://{user}@localhost:5432/postgres"
    return None


def main() -> int:
    """Prints the address and returns 0, or prints one clear line and returns 1."""
    address = server_address()
    if address is None:
        print("No PostgreSQL answers on localhost:5432: the tests marked for it were not run.", file=sys.stderr)  # noqa: T201
        return 1
    print(address)  # noqa: T201
    return 0


def _accepts(user: str) -> bool:
    try:
        psycopg.connect(host="localhost", port=5432, user=user, dbname="postgres", connect_timeout=2).close()
    except psycopg.OperationalError:
        return False
    return True


if __name__ == "__main__":
    sys.exit(main())
