"""Log lines say where something failed, and nothing of what was sent or who sent it."""

import logging
import sys
from pathlib import Path

import pytest

from tests.site.hosted_install import HOST_NAME
from tests.site.web_process import CLIENT_ADDRESS, WebProcess, gunicorn_command, run_web_process
from tests.waiting import wait_until
from tracekit_site.logs import RedactingFormatter

SENTINEL = "sentinel"
ORIGIN = f"https://{SENTINEL}.example"
FORM_HEADERS = {"Content_Type": "application/x-www-form-urlencoded"}


def send_bad_requests(web: WebProcess) -> None:
    """Sends everything that could make a process log: crashes, unknown hosts, broken requests, tokens, bodies.

    The process has no Redis, so it cannot count a stranger's form.
    """
    body = f"login={SENTINEL}-mail@example.org&password={SENTINEL}-password"
    assert web.request("PUT", f"/crash/{SENTINEL}-token/?{SENTINEL}-query", body, **FORM_HEADERS).status == 500
    assert web.request("POST", f"/start/{SENTINEL}-token/", body, **FORM_HEADERS).status == 403
    assert web.request("POST", "/account/login/", body, Origin=ORIGIN, **FORM_HEADERS).status == 403
    assert web.request("GET", "/", host=f"{SENTINEL}.example").status == 400
    assert web.request("GET", f"/{SENTINEL}-nowhere/", User_Agent=SENTINEL, Referer=ORIGIN).status == 404
    assert web.request("POST", "/files/", body, Content_Type=f"multipart/form-data; boundary={SENTINEL}").status == 503
    assert web.send_bytes(
        f"GET /{SENTINEL} HTTP/1.1\r\nHost: {SENTINEL}\r\nHost: {SENTINEL}\r\n\r\n".encode()
    ).startswith(b"HTTP/1.1 400")
    assert web.send_bytes(f"{SENTINEL}\r\n\r\n".encode()).startswith(b"HTTP/1.1 400")
    assert web.send_bytes(f"POST / HTTP/1.1\r\nHost: {HOST_NAME}\r\nContent-Length: {SENTINEL}\r\n\r\n".encode())


@pytest.mark.slow
@pytest.mark.parametrize("level", ["INFO", "DEBUG"])
def test_the_log_holds_nothing_of_what_was_sent_or_who_sent_it(tmp_path: Path, level: str) -> None:
    with run_web_process(tmp_path, app="tests.site.crashing_view", LOG_LEVEL=level) as web:
        send_bad_requests(web)
    log = web.log.read_text()
    assert "our mistake, code" in log
    assert "at crash/<token>/" in log
    assert "tests/site/crashing_view.py" in log
    assert "KeyError" in log
    assert "ValueError" in log
    for private in (SENTINEL, CLIENT_ADDRESS, "203.0.113.9"):
        assert private not in log


@pytest.mark.slow
def test_more_verbose_options_would_log_what_was_sent(tmp_path: Path) -> None:
    with run_web_process(
        tmp_path, "--access-logfile", "-", "--log-level", "warning", app="tests.site.crashing_view"
    ) as web:
        send_bad_requests(web)
        wait_until(lambda: "Invalid request from ip" in web.log.read_text())
    log = web.log.read_text()
    assert f"/start/{SENTINEL}-token/" in log
    assert CLIENT_ADDRESS in log


def test_a_traceback_holds_places_and_types_and_no_messages() -> None:
    try:
        try:
            raise KeyError("-".join((SENTINEL, "cause")))
        except KeyError as error:
            raise OSError("-".join((SENTINEL, "text"))) from error
    except OSError:
        record = logging.LogRecord("tracekit", logging.ERROR, "", 0, "our words", None, sys.exc_info())
    plain = logging.Formatter().format(record)
    record.exc_text = None  # the first formatter has cached it
    redacted = RedactingFormatter().format(record)
    assert f"{SENTINEL}-cause" in plain
    assert f"{SENTINEL}-text" in plain
    assert redacted.splitlines()[0] == "our words"
    assert redacted.count(__file__) == 2
    assert "\nKeyError\n" in redacted
    assert f"{SENTINEL}-" not in redacted
    assert redacted.endswith("OSError")


@pytest.mark.parametrize("line", [gunicorn_command()])
def test_the_web_process_logs_no_request(line: str) -> None:
    assert "--access-logfile" not in line
    assert "--log-level error" in line  # at "warning" it logs the address of clients that send malformed requests
