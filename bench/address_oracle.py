"""Measures whether the time of an answer tells an address with an account from one without.

    python -m bench.address_oracle [REQUESTS]

For sign-in with a wrong password, sign-up and reset it sends so many requests for addresses of each kind, taking turns,
beside a mail server that answers slowly. It prints the medians and the area under the ROC curve: 0.5 says that a
stranger learns nothing from the time, 1 and 0 that it tells everything. A folder of its own holds the database.
"""

import os
import socketserver
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Sequence
from statistics import median

RELAY_DELAY_S = 0.1
"""The mail server takes this long for each of its replies."""
PASSWORD = "a password of the bench"
KNOWN, UNKNOWN = "known", "unknown"


class SlowRelay(socketserver.StreamRequestHandler):
    """Speaks SMTP slowly, and takes every mail."""

    def handle(self) -> None:
        """Answers each command after a while."""
        self.wfile.write(b"220 here\r\n")
        in_data = False
        for line in self.rfile:
            if in_data and line != b".\r\n":
                continue
            time.sleep(RELAY_DELAY_S)
            in_data = line[:4].upper() == b"DATA"
            self.wfile.write(b"354 go on\r\n" if in_data else b"250 fine\r\n")


def main() -> None:
    """Prints one line for each kind of request."""
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 600
    socketserver.ThreadingTCPServer.daemon_threads = True
    with tempfile.TemporaryDirectory() as folder, socketserver.ThreadingTCPServer(("127.0.0.1", 0), SlowRelay) as relay:
        threading.Thread(target=relay.serve_forever, daemon=True).start()
        _set_up(folder, f"smtp://127.0.0.1:{relay.server_address[1]}", count)
        print(f"{count} requests of each kind; the mail server takes {RELAY_DELAY_S * 1000:.0f} ms for each reply")
        for name, send in (("reset", _reset), ("sign-up", _sign_up), ("sign-in", _sign_in)):
            times = _measure(send, count)
            medians = ", ".join(f"{kind} {median(values) * 1000:.2f} ms" for kind, values in times.items())
            print(f"{name}: {medians}, area under the curve {area_under_curve(times[KNOWN], times[UNKNOWN]):.3f}")
        relay.shutdown()


def area_under_curve(first: Sequence[float], second: Sequence[float]) -> float:
    """Returns the probability that a value of the first is larger than one of the second; ties count half."""
    pairs = ((value > other) + (value == other) / 2 for value in first for other in second)
    return sum(pairs) / (len(first) * len(second))


def _measure(send: Callable[[str], int], count: int) -> dict[str, list[float]]:
    """Returns the seconds of each request; every tenth part of the first ones only warms up."""
    times: dict[str, list[float]] = {KNOWN: [], UNKNOWN: []}
    for number in range(-count // 10, count):
        for kind in (KNOWN, UNKNOWN) if number % 2 else (UNKNOWN, KNOWN):
            address = f"{kind}{abs(number)}-{send.__name__ if kind == UNKNOWN else ''}{number < 0}@example.org"
            if kind == KNOWN:
                address = f"known{abs(number)}@example.org"
            started_at = time.perf_counter()
            status = send(address)
            elapsed = time.perf_counter() - started_at
            if status >= 400:
                raise SystemExit(f"A request for an address of the kind {kind} was answered with {status}.")
            if number >= 0:
                times[kind].append(elapsed)
    return times


def _reset(address: str) -> int:
    return _post("/account/password/", {"email": address})


def _sign_up(address: str) -> int:
    return _post("/account/signup/", {"email": address, "password1": PASSWORD, "time_zone": "Europe/Vienna"})


def _sign_in(address: str) -> int:
    return _post("/account/login/", {"login": address, "password": "not the password"})


def _post(path: str, form: dict[str, str]) -> int:
    from django.test import Client

    return int(Client().post(path, form).status_code)


def _set_up(folder: str, email_url: str, count: int) -> None:
    """Makes an install with so many accounts, and delivers its outbox in a thread, as a worker does."""
    os.environ |= {
        "DATA_DIR": folder,
        "DATABASE_URL": f"sqlite:///{folder}/bench.sqlite3",
        "DJANGO_SETTINGS_MODULE": "tracekit_site.settings",
        "EMAIL_URL": email_url,
        "LOG_LEVEL": "ERROR",
        "SIGNUP": "open",
        "SECRET_KEY": "of a bench, and of nothing else",
    }
    os.environ.pop("REDIS_URL", None)
    import django
    from django.conf import settings

    from accounts.secrets import new_key

    os.environ["CREDENTIAL_KEYS"] = new_key()
    django.setup()
    settings.ALLOWED_HOSTS.append("testserver")
    settings.ACCOUNT_RATE_LIMITS = False
    from accounts import sign_in_limits, stranger_limits

    for rates in (sign_in_limits.RATES, stranger_limits.RATES):
        rates.update(dict.fromkeys(rates, "999999/s/key"))  # what is measured is what a patient stranger sees
    from django.core.management import call_command

    call_command("migrate", verbosity=0)
    call_command("collectstatic", verbosity=0, interactive=False)
    _create_accounts(count)


def _create_accounts(count: int) -> None:
    from allauth.account.models import EmailAddress
    from django.contrib.auth.hashers import make_password

    from accounts.models import Account
    from accounts.outbox_loop import OutboxLoop

    password = make_password(PASSWORD)
    accounts = [Account(email=f"known{number}@example.org", password=password) for number in range(count)]
    Account.objects.bulk_create(accounts)
    EmailAddress.objects.bulk_create(
        EmailAddress(user=account, email=account.email, verified=True, primary=True) for account in accounts
    )
    OutboxLoop(is_worker=True).start()


if __name__ == "__main__":
    main()
