"""Measures single requests in a process of its own, with the code of one checkout: `bench/pages.py` starts it.

    python bench/page_process.py CHECKOUT WORKOUTS_A_YEAR OTHER_ACTIVITIES ACCOUNTS

DATABASE_URL and DATA_DIR name an empty database and an empty folder. The process fills the database, prints one line,
and then answers each line of its standard input, the name of a page, with what one request for that page took.
"""

import json
import runpy
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any, NamedTuple

Headers = dict[str, str]
CONSTANT = "constant"
"""This page is a signed-in view behind all middleware that returns a constant."""
ADDRESSES = {
    CONSTANT: "/bench/constant/",
    "year": "/calendar/2025/",
    "month": "/calendar/2025/05/",
    "list": "/workouts/",
    "by-name": "/workouts/?sort=name",
    "review": "/review/2025/05/",
    "workout": "/workouts/{workout}/",
    "files": "/files/",
    "possible": "/possible/",
    "journal": "/writes/",
    "settings": "/settings/profile/",
    "sign-in": "/account/login/",
}


class Answer(NamedTuple):
    """Represents an answer as WSGI gives it."""

    status: int
    headers: Headers
    body: bytes


def main() -> None:
    """Fills the database, and measures what standard input asks for."""
    checkout, *sizes = sys.argv[1:]
    sys.path[:0] = [checkout]
    _set_up(Path(__file__).parent)
    browser = Browser(*map(int, sizes))
    print(json.dumps(browser.sizes), flush=True)
    for line in sys.stdin:
        print(json.dumps(browser.measure(line.strip())), flush=True)


def _set_up(bench: Path) -> None:
    """Sets Django up with the checkout's code, migrates, and adds the constant page to its addresses."""
    import os

    os.environ |= {"DJANGO_SETTINGS_MODULE": "tracekit_site.settings", "LOG_LEVEL": "WARNING"}
    import django

    django.setup()
    from django.conf import settings
    from django.contrib.auth.decorators import login_required
    from django.core.management import call_command
    from django.http import HttpRequest, HttpResponse
    from django.urls import clear_url_caches, path

    from tracekit_site import urls

    @login_required
    def constant(request: HttpRequest) -> HttpResponse:
        return HttpResponse("<!doctype html><title>constant</title><p>constant</p>")

    urls.urlpatterns.insert(0, path(ADDRESSES[CONSTANT].lstrip("/"), constant))
    clear_url_caches()
    settings.ALLOWED_HOSTS.append("testserver")
    call_command("collectstatic", verbosity=0, interactive=False)
    call_command("migrate", verbosity=0)


class Browser:
    """Represents the browser of one athlete: it keeps its cookies, and what it knows of each page."""

    def __init__(self, workouts: int, other_activities: int, accounts: int) -> None:
        from django.core.handlers.wsgi import WSGIHandler
        from django.db import connection
        from django.db.models import Count
        from django.test import Client

        from accounts.scope import owner_scope
        from matching.models import Workout

        fill = runpy.run_path(str(Path(__file__).with_name("page_history.py")))["fill"]

        account = fill(workouts, other_activities, accounts)
        with connection.cursor() as cursor:
            cursor.execute("VACUUM ANALYZE" if connection.vendor == "postgresql" else "PRAGMA optimize = 0x10002")
            cursor.execute("SELECT count(*) FROM activities_activity")
            self.sizes = {"activities": cursor.fetchone()[0], "accounts": accounts}
        with owner_scope(account):
            counted = Workout.objects.annotate(count=Count("members")).filter(count=3)
            self.workout = counted.order_by("leader__started_at").values_list("pk", flat=True).last()
        client = Client()
        client.force_login(account, backend="allauth.account.auth_backends.AuthenticationBackend")
        self.cookies = {"sessionid": client.cookies["sessionid"].value}
        self.application: Callable[..., Any] = WSGIHandler()
        self.etags: dict[str, str] = {}
        self.statements: dict[str, list[tuple[str, Any]]] = {}
        for page in ADDRESSES:
            self.statements[page] = self._record(page)

    def measure(self, page: str) -> dict[str, float]:
        """Returns CPU milliseconds of the page, of its bare queries, and of a second view; bytes, and queries."""
        cpu_ms, answer = timed(lambda: self.get(page))
        assert answer.status == 200, (page, answer.status)
        own = self.statements[page][len(self.statements[CONSTANT]) :] if page != "sign-in" else []
        bare_ms, _ = timed(lambda: _run_bare(own))
        second_ms, second = timed(lambda: self.get(page, is_second=True))
        return {
            "cpu_ms": cpu_ms,
            "bare_ms": bare_ms,
            "second_ms": second_ms,
            "second_status": second.status,
            "bytes": len(answer.body),
            "queries": len(self.statements[page]),
        }

    def get(self, page: str, is_second: bool = False) -> Answer:
        """Asks for a page; `is_second` with the tag that it has."""
        from django.test import RequestFactory

        address = ADDRESSES[page].format(workout=self.workout)
        headers = {"Accept-Encoding": "gzip, deflate, br"}
        if page != "sign-in":
            headers["Cookie"] = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        if is_second and page in self.etags:
            headers["If-None-Match"] = self.etags[page]
        return self._send(page, RequestFactory(headers=headers).get(address).environ)

    def _send(self, page: str, environ: dict[str, Any]) -> Answer:
        started: list[Any] = []
        response = self.application(environ, lambda status, headers, *_: started.extend((status, headers)))
        body = b"".join(response)
        response.close()
        headers = {name.lower(): value for name, value in started[1]}
        for name, value in started[1]:
            if name.lower() == "set-cookie" and page != "sign-in":
                cookie, _, text = value.partition(";")[0].partition("=")
                self.cookies[cookie] = text
        if "etag" in headers:
            self.etags[page] = headers["etag"]
        return Answer(int(started[0].split()[0]), headers, body)

    def _record(self, page: str) -> list[tuple[str, Any]]:
        """Returns the statements of a page, once it has been asked for twice."""
        from django.db import connection

        statements: list[tuple[str, Any]] = []

        def record(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
            statements.append((sql, params))
            return execute(sql, params, many, context)

        self.get(page)
        with connection.execute_wrapper(record):
            self.get(page)
        return statements


def _run_bare(statements: list[tuple[str, Any]]) -> None:
    """Runs the statements with the driver alone, and fetches all rows as it gives them."""
    from django.db import connection

    global _bare
    if _bare is None:
        if connection.vendor == "sqlite":
            import sqlite3

            _bare = sqlite3.connect(connection.settings_dict["NAME"]).cursor()
        else:
            import psycopg

            options = connection.get_connection_params() | {"autocommit": True}
            options.pop("context", None)
            _bare = psycopg.connect(**options).cursor()
    for sql, params in statements:
        if connection.vendor == "sqlite":
            sql, params = _for_sqlite(sql, params or ())
        _bare.execute(sql, params)
        if _bare.description:
            _bare.fetchall()


_bare: Any = None


def _for_sqlite(sql: str, params: Any) -> tuple[str, Any]:
    """Returns a statement as SQLite's driver takes it: with placeholders and values of its own."""
    if isinstance(params, dict):
        placeholders = {name: f":{name}" for name in params}
        return sql % placeholders, {name: _plain(value) for name, value in params.items()}
    return sql.replace("%s", "?").replace("%%", "%"), [_plain(value) for value in params]


def _plain(value: Any) -> Any:
    return value if isinstance(value, int | float | str | bytes | None) else str(value)


def timed(run: Callable[[], Any]) -> tuple[float, Any]:
    """Returns how many milliseconds of CPU a call took, here and in PostgreSQL's processes for us, and its result."""
    before = time.process_time_ns() + _server_ns()
    result = run()
    return (time.process_time_ns() + _server_ns() - before) / 1e6, result


def _server_ns() -> int:
    """Returns how much CPU PostgreSQL's processes for our connections have used; 0 where nobody can tell."""
    from django.db import connection

    if connection.vendor != "postgresql":
        return 0
    connections = (connection.connection, _bare.connection if _bare else None)
    pids = [opened.info.backend_pid for opened in connections if opened]
    return sum(int(Path(f"/proc/{pid}/schedstat").read_text().split()[0]) for pid in pids)


if __name__ == "__main__":
    main()
