"""Prints the address of the PostgreSQL of this machine, for the tests marked `postgres`."""

import getpass
import os
import sys

import psycopg

ROLE = "tracekit_tests"
PORT = int(os.environ.get("TEST_POSTGRES_PORT", "5432"))


def server_address() -> str | None:
    """Returns the server's address, with a user that it accepts; None when no server answers.

    That is a role of the tests where a superuser may create it, because row security does not bind a superuser.
    """
    for user in (os.environ.get("PGUSER"), "postgres", getpass.getuser()):
        if user and _accepts(user):
            role = ROLE if _create_role(user) and _accepts(ROLE) else user
            return f"postgres://{role}@localhost:{PORT}/postgres"
    return None


def main() -> int:
    """Prints the address and returns 0, or prints one clear line and returns 1."""
    address = server_address()
    if address is None:
        print(f"No PostgreSQL answers on localhost:{PORT}: the tests marked for it were not run.", file=sys.stderr)  # noqa: T201
        return 1
    print(address)  # noqa: T201
    return 0


def _create_role(user: str) -> bool:
    """Creates the role of the tests as this user, who may lack the right to; returns whether it is there.

    What a crash of the server would lose is a test's own; waiting for the disk at each commit takes most of the time.
    """
    with psycopg.connect(host="localhost", port=PORT, user=user, dbname="postgres", autocommit=True) as server:
        try:
            server.execute(f"CREATE ROLE {ROLE} LOGIN CREATEDB NOSUPERUSER NOBYPASSRLS")
        except psycopg.errors.DuplicateObject:
            pass
        except psycopg.errors.InsufficientPrivilege:
            return False
        server.execute(f"ALTER ROLE {ROLE} SET synchronous_commit = off")
    return True


def _accepts(user: str) -> bool:
    try:
        psycopg.connect(host="localhost", port=PORT, user=user, dbname="postgres", connect_timeout=2).close()
    except psycopg.OperationalError:
        return False
    return True


if __name__ == "__main__":
    sys.exit(main())
