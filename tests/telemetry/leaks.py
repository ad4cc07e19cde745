"""Puts a sentinel into every place from which an error report could take it, then fails."""

import logging
from typing import Any, NoReturn

import requests
import sentry_sdk
from django.db import connection
from django.http import HttpRequest
from sentry_sdk.attachments import Attachment
from sentry_sdk.crons import capture_checkin

from accounts.jobs.claims import Claim

log = logging.getLogger(__name__)

KINDS = (
    *("local", "nested", "message", "cause", "note", "log", "error-log", "breadcrumb", "sql", "outgoing-url", "tag"),
    *("context", "extra", "user", "span", "metric", "captured", "attachment", "check-in"),
)
REQUEST_KINDS = ("path", "query", "body", "header", "cookie", "host")


def sentinel(kind: str) -> str:
    """Returns the text that stands for private data of this kind."""
    return f"sentinel-{kind}-of-alice"


def leak() -> NoReturn:
    """Puts a sentinel of each kind where the SDK could find it, and raises errors that hold some, too."""
    local = sentinel("local")
    nested = {"credentials": [{"access_token": sentinel("nested")}]}
    log.warning("a ride named %s", sentinel("log"))
    log.error("a ride named %s", sentinel("error-log"))
    _call_sdk()
    _call_others()
    try:
        raise KeyError(sentinel("cause"))
    except KeyError as cause:
        error = ValueError(sentinel("message"), len(local), len(nested))
        error.add_note(sentinel("note"))
        raise error from cause


def _call_sdk() -> None:
    """Calls everything of the SDK that takes data."""
    sentry_sdk.add_breadcrumb(message=sentinel("breadcrumb"))
    sentry_sdk.set_tag("ride", sentinel("tag"))
    sentry_sdk.set_tag("route", sentinel("tag"))
    sentry_sdk.set_context("ride", {"name": sentinel("context")})
    sentry_sdk.set_extra("ride", sentinel("extra"))
    sentry_sdk.set_user({"id": sentinel("user"), "email": f"{sentinel('user')}@example.org"})
    sentry_sdk.capture_message(sentinel("captured"))
    sentry_sdk.metrics.count("rides", 1, attributes={"name": sentinel("metric")})
    sentry_sdk.get_isolation_scope()._attachments = [Attachment(bytes=sentinel("attachment").encode(), filename="a")]
    capture_checkin(monitor_slug=sentinel("check-in"), status="ok")
    with (
        sentry_sdk.start_transaction(name=sentinel("span"), sampled=True),
        sentry_sdk.start_span(name=sentinel("span")),
    ):
        pass


def _call_others() -> None:
    """Queries the database and calls a platform that does not answer: both are instrumented by default."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT %s", [sentinel("sql")])
    try:
        requests.get(f"http://127.0.0.1:9/{sentinel('outgoing-url')}", timeout=1)
    except requests.RequestException:
        log.info("nobody answers")


def leak_in_view(get_response: Any) -> Any:
    """Fails at each address in place of its view."""

    def middleware(request: HttpRequest) -> Any:
        return get_response(request)

    def process_view(request: HttpRequest, view: Any, args: Any, kwargs: Any) -> NoReturn:
        leak()

    middleware.process_view = process_view  # type: ignore[attr-defined]
    return middleware


def leak_in_step(claim: Claim) -> NoReturn:
    """Fails as a step of a job."""
    leak()
