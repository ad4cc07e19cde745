"""Log lines say where something went wrong, and nothing of what was sent or who sent it."""

import logging
import sys
from pathlib import Path

import pytest

from tests.site.hosted import NAME
from tests.site.serving import CLIENT, Web, gunicorn, serving
from tests.waiting import wait_until
from tracekit_site.logs import RedactingFormatter

SENT = "sentinel"
FORM = {"Content_Type": "application/x-www-form-urlencoded"}


def bad_weather(web: Web) -> None:
    """Everything that could make a process talk: crashes, strange names, broken requests, tokens, bodies."""
    body = f"login={SENT}-mail@example.org&password={SENT}-password"
    assert web.ask("POST", f"/crash/{SENT}-token/?{SENT}-query", body, **FORM).status == 500
    assert web.ask("POST", f"/start/{SENT}-token/", body, **FORM).status == 403
    assert web.ask("POST", "/account/login/", body, Origin=f"https://{SENT}.example", **FORM).status == 403
    assert web.ask("GET", "/", host=f"{SENT}.example").status == 400
    assert web.ask("GET", f"/{SENT}-nowhere/", User_Agent=SENT, Referer=f"https://{SENT}.example").status == 404
    assert web.ask("POST", "/files/", body, Content_Type=f"multipart/form-data; boundary={SENT}").status == 302
    assert web.send(f"GET /{SENT} HTTP/1.1\r\nHost: {SENT}\r\nHost: {SENT}\r\n\r\n".encode()).startswith(
        b"HTTP/1.1 400"
    )
    assert web.send(f"{SENT}\r\n\r\n".encode()).startswith(b"HTTP/1.1 400")
    assert web.send(f"POST / HTTP/1.1\r\nHost: {NAME}\r\nContent-Length: {SENT}\r\n\r\n".encode())


@pytest.mark.slow
@pytest.mark.parametrize("level", ["INFO", "DEBUG"])
def test_nothing_that_was_sent_and_nobody_who_sent_it_stands_in_a_log(tmp_path: Path, level: str) -> None:
    with serving(tmp_path, app="tests.site.crashing_view", LOG_LEVEL=level) as web:
        bad_weather(web)
    said = web.log.read_text()
    assert "our mistake, code" in said
    assert "at crash/<token>/" in said
    assert "tests/site/crashing_view.py" in said
    assert "KeyError" in said
    assert "ValueError" in said
    for kept_out in (SENT, CLIENT, "203.0.113.9"):
        assert kept_out not in said


@pytest.mark.slow
def test_what_a_process_would_say_is_found(tmp_path: Path) -> None:
    with serving(tmp_path, "--access-logfile", "-", "--log-level", "warning", app="tests.site.crashing_view") as web:
        bad_weather(web)
        wait_until(lambda: "Invalid request from ip" in web.log.read_text())
    said = web.log.read_text()
    assert f"/start/{SENT}-token/" in said
    assert CLIENT in said


def test_a_traceback_shows_where_and_what_kind_and_no_text() -> None:
    try:
        try:
            raise KeyError("-".join((SENT, "cause")))
        except KeyError as cause:
            raise OSError("-".join((SENT, "text"))) from cause
    except OSError:
        record = logging.LogRecord("tracekit", logging.ERROR, "", 0, "our words", None, sys.exc_info())
    plain = logging.Formatter().format(record)
    record.exc_text = None  # what the first of them has kept
    ours = RedactingFormatter().format(record)
    assert f"{SENT}-cause" in plain
    assert f"{SENT}-text" in plain
    assert ours.splitlines()[0] == "our words"
    assert ours.count(__file__) == 2
    assert "\nKeyError\n" in ours
    assert f"{SENT}-" not in ours
    assert ours.endswith("OSError")


@pytest.mark.parametrize("line", [gunicorn()])
def test_the_web_process_logs_no_request(line: str) -> None:
    assert "--access-logfile" not in line
    assert "--log-level error" in line  # at "warning" it names the address of whoever sends what is no request
