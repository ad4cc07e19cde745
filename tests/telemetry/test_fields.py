"""A log record gives only the listed fields to a JSON line or a report, and each only in its own form."""

import json
import logging

import pytest

from tracekit_site.telemetry.fields import fields_of
from tracekit_site.telemetry.json_lines import JSONFormatter


def build_record(**fields: object) -> logging.LogRecord:
    return logging.makeLogRecord({"name": "tracekit.requests", "levelname": "INFO", "msg": "request", **fields})


def test_a_value_in_its_form_is_taken() -> None:
    assert fields_of(build_record(route="privacy", status=200)) == {"route": "privacy", "status": 200}


@pytest.mark.parametrize(
    "fields",
    [
        {"route": "/start/a-token/"},
        {"route": "privacy\n"},
        {"status": "200 alice@example.org"},
        {"method": "alice"},
        {"job_kind": "Name of a ride"},
        {"outcome": ["done"]},
    ],
)
def test_a_value_of_another_form_is_left_out(fields: dict[str, object]) -> None:
    assert fields_of(build_record(**fields)) == {}


def test_a_field_that_is_not_listed_is_left_out() -> None:
    assert fields_of(build_record(email="alice@example.org")) == {}
    line = json.loads(JSONFormatter().format(build_record(email="alice@example.org", route="privacy")))
    assert set(line) == {"time", "level", "logger", "message", "install", "release", "route"}
