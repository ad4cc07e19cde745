"""Builds the only events that Sentry receives, from what a log record allows and from places in code."""

import logging
import secrets
from collections.abc import Iterator
from itertools import islice
from traceback import walk_tb
from types import CodeType
from typing import Any

from django.conf import settings

from tracekit_site import VERSION
from tracekit_site.logs import ExceptionInfo, exception_chain, type_name
from tracekit_site.telemetry.fields import fields_of, install_name

Event = Any
"""This is a report as the SDK passes it on: a dictionary of JSON values."""

CodeLine = dict[str, str | int]
"""This is a line of code that an error passed through; Sentry calls it a frame."""

OWN_PACKAGES = ("accounts", "activities", "matching", "providers", "tracekit_site")
MAX_LINES = 60
MAX_CAUSES = 8
TRACE_ID_BYTES, SPAN_ID_BYTES = 16, 8


def build_error_event(event: Event, hint: dict[str, Any]) -> Event:
    """Returns a new event about an error, or None about anything else.

    It holds the types of the errors, places in code, and the fields of the log record. Of the event that the SDK has
    built only id and time are taken. No message of an exception is: it may repeat a value of a form, a row of the
    database, or a token.
    """
    record: logging.LogRecord | None = hint.get("log_record")
    exc_info = hint.get("exc_info") or (record.exc_info if record else None)
    if exc_info and exc_info[1]:
        errors = list(_describe_chain(exc_info))
    elif record:
        errors = [_describe_origin(record)]
    else:
        return None
    level = record.levelname.lower() if record else "fatal"
    return _new_event(event, record) | {"level": level, "exception": {"values": errors}}


def build_transaction(event: Event, hint: dict[str, Any]) -> Event:
    """Returns a new transaction about a request or a step of a job: its name, its fields and how long it took.

    Returns None for one that the SDK has made by itself.
    """
    record: logging.LogRecord | None = hint.get("log_record")
    if record is None:
        return None
    fields = fields_of(record)
    is_job = "job_kind" in fields
    trace = {
        "trace_id": secrets.token_hex(TRACE_ID_BYTES),
        "span_id": secrets.token_hex(SPAN_ID_BYTES),
        "op": "queue.process" if is_job else "http.server",
    }
    return _new_event(event, record) | {
        "type": "transaction",
        "transaction": str(fields.get("job_kind") or fields.get("route") or "no route"),
        "start_timestamp": record.created - float(fields.get("duration_ms", 0)) / 1000,
        "timestamp": record.created,
        "contexts": {"trace": trace},
        "spans": [],
    }


def _new_event(event: Event, record: logging.LogRecord | None) -> Event:
    return {
        "event_id": event["event_id"],
        "timestamp": event["timestamp"],
        "platform": "python",
        "release": VERSION,
        "environment": "hosted" if settings.HOSTED else "self-hosted",
        "server_name": install_name(),
        "tags": fields_of(record) if record else {},
    }


def _describe_chain(exc_info: ExceptionInfo) -> Iterator[dict[str, Any]]:
    """Yields each exception of the chain, the cause first, as Sentry orders them."""
    for error in reversed(list(islice(exception_chain(exc_info[1]), MAX_CAUSES))):
        lines = [_describe_line(called.f_globals, called.f_code, line) for called, line in walk_tb(error.__traceback__)]
        yield {"type": type_name(error), "stacktrace": {"frames": lines[-MAX_LINES:]}}


def _describe_line(module: dict[str, Any], code: CodeType, line: int) -> CodeLine:
    return _code_line(str(module.get("__name__", "")), code.co_qualname, line)


def _describe_origin(record: logging.LogRecord) -> dict[str, Any]:
    """Describes an error without an exception by the line that logged it."""
    line = _code_line(record.name, record.funcName or "", record.lineno)
    return {"type": "LoggedError", "stacktrace": {"frames": [line]}}


def _code_line(module: str, function: str, line: int) -> CodeLine:
    is_own = module.partition(".")[0] in OWN_PACKAGES
    return {"module": module, "function": function, "lineno": line, "in_app": is_own}
