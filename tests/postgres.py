"""Prints the address of the PostgreSQL on this machine's standard port, for the tests marked `postgres`."""

import getpass
import os
import sys

import psycopg


def server_address() -> str | None:
    """The server's address, with a user it lets in; None when none answers."""
    for user in (os.environ.get("PGUSER"), "postgres", getpass.getuser()):
        if user and _answers(user):
            return f"postgres://{user}@localhost:5432/postgres"
    return None


def main() -> int:
    """0 and an address, or 1 and one clear line."""
    found = server_address()
    if found is None:
        print("No PostgreSQL answers on localhost:5432: the tests marked for it were not run.", file=sys.stderr)  # noqa: T201
        return 1
    print(found)  # noqa: T201
    return 0


def _answers(user: str) -> bool:
    try:
        psycopg.connect(host="localhost", port=5432, user=user, dbname="postgres", connect_timeout=2).close()
    except psycopg.OperationalError:
        return False
    return True


if __name__ == "__main__":
    sys.exit(main())
