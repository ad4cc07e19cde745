"""Lists what a JSON log line and a report to Sentry may say about a request or a job; nothing else gets in."""

import logging
import re
from functools import cache

from django.utils.crypto import salted_hmac

FIELDS = {
    "method": re.compile("GET|HEAD|OPTIONS|POST|PUT|PATCH|DELETE"),
    "route": re.compile(r"[\w:.-]{1,100}"),
    "status": re.compile(r"[1-5]\d\d"),
    "duration_ms": re.compile(r"\d{1,9}"),
    "job_kind": re.compile("[a-z_.]{1,60}"),
    "periodic_task": re.compile("[a-z_]{1,60}"),
    "outcome": re.compile("done|more|postponed|canceled|failed"),
    "error_code": re.compile("[0-9a-f]{8}"),
}
"""The attributes of log records that leave a process, each with the only form in which it does.

`route` is the name of an address, never the address; whoever writes a log line passes the fields as `extra`.
"""

Fields = dict[str, str | int]


def fields_of(record: logging.LogRecord) -> Fields:
    """Returns the allowed fields that a log record has, leaving out values of another form."""
    values = {name: getattr(record, name, None) for name in FIELDS}
    return {
        name: value
        for name, value in values.items()
        if isinstance(value, str | int) and FIELDS[name].fullmatch(str(value))
    }


@cache
def install_name() -> str:
    """Returns a name for this install that tells nothing else of it: a keyed digest, the same on all its machines."""
    return salted_hmac("tracekit_site.telemetry", "install", algorithm="sha256").hexdigest()[:12]
