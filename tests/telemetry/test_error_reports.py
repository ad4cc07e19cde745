"""Sentry receives types of errors and places in code, and nothing of an athlete; with its SDK's defaults it does."""

import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest
from django.conf import settings
from django.urls import resolve

from accounts.jobs.kinds import JOB_KINDS, PERIODIC_TASKS
from tests.house.addresses import addresses, path_values
from tests.telemetry.collector import Collector, run_collector
from tests.telemetry.leaks import KINDS, REQUEST_KINDS
from tests.waiting import TIMEOUT_S
from tracekit_site.telemetry.fields import FIELDS

pytestmark = [pytest.mark.own_servers, pytest.mark.slow]

EVENT_KEYS = {
    *("event_id", "timestamp", "platform", "release", "environment", "server_name", "tags", "level", "exception"),
}
TRANSACTION_KEYS = (EVENT_KEYS - {"level", "exception"}) | {
    *("type", "transaction", "start_timestamp", "contexts", "spans"),
}
CODE_LINE_KEYS = {"module", "function", "lineno", "in_app"}


@pytest.fixture(scope="module")
def data_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Returns a data folder with a migrated database."""
    folder = tmp_path_factory.mktemp("telemetry")
    run_process("manage.py", "migrate", "-v0", folder=folder)
    return folder


def run_process(*arguments: str, folder: Path, **variables: str) -> "subprocess.CompletedProcess[str]":
    """Runs Python in the checkout to its end, with a data folder of its own."""
    environment = {"PATH": os.environ["PATH"], "DATA_DIR": str(folder)} | variables
    return subprocess.run(
        [sys.executable, *arguments],
        env=environment,
        cwd=settings.BASE_DIR,
        capture_output=True,
        text=True,
        timeout=TIMEOUT_S,
    )


def fail_everywhere(folder: Path, guard: str, **variables: str) -> tuple[Collector, str]:
    """Runs a process that fails in every view, job and task; returns what was sent, and its log."""
    copy = Path(shutil.copytree(folder, Path(tempfile.mkdtemp(dir=folder.parent)) / "data"))
    with run_collector() as collector:
        result = run_process(
            *("-m", "tests.telemetry.leaking_process", guard), folder=copy, SENTRY_DSN=collector.dsn, **variables
        )
    assert "\nsentinel-note-of-alice\n" in result.stderr, f"it ended too early: {result.stderr[-2000:]}"
    return collector, result.stderr


def leaked_kinds(collector: Collector) -> set[str]:
    """Returns the kinds of sentinels that were sent."""
    return set(re.findall(r"sentinel-([a-z-]+)-of-alice", b"\n".join(collector.sent).decode()))


@pytest.fixture(scope="module")
def reports(data_folder: Path) -> Collector:
    """Returns what our processes report of failures everywhere, with every request and job step traced."""
    return fail_everywhere(data_folder, "ours", SENTRY_TRACES_SAMPLE_RATE="1")[0]


def test_nothing_private_is_sent(reports: Collector) -> None:
    assert leaked_kinds(reports) == set()
    assert b"alice" not in b"\n".join(reports.sent)
    assert os.uname().nodename.encode() not in b"\n".join(reports.sent)
    assert str(settings.BASE_DIR).encode() not in b"\n".join(reports.sent)


def test_every_view_job_and_task_is_reported(reports: Collector) -> None:
    values = path_values("5f0c2f4e-3c8f-4d62-8f6e-0a4c3f0e9d11")
    tags = [event["tags"] for event in reports.events()]
    routes = {resolve(address.path(**values)).view_name for address in addresses()}
    assert {tag.get("route") for tag in tags} - {None} == routes
    assert {tag.get("job_kind") for tag in tags} - {None} == set(JOB_KINDS)
    assert {tag.get("periodic_task") for tag in tags} - {None} == {task.name for task in PERIODIC_TASKS}
    assert len(routes) > 50


def test_reports_consist_of_what_is_allowed(reports: Collector) -> None:
    assert reports.item_types == {"event", "transaction"}
    for event in reports.events():
        assert set(event) <= EVENT_KEYS
        assert set(event["tags"]) <= set(FIELDS)
        for error in event["exception"]["values"]:
            assert set(error) == {"type", "stacktrace"}
            assert all(set(line) == CODE_LINE_KEYS for line in error["stacktrace"]["frames"])
    for transaction in reports.events("transaction"):
        assert set(transaction) == TRANSACTION_KEYS
        assert set(transaction["tags"]) <= set(FIELDS)


def test_a_report_says_what_failed_and_where(reports: Collector) -> None:
    (event,) = [event for event in reports.events() if event["tags"].get("route") == "privacy"]
    assert {name: event["tags"][name] for name in ("method", "status")} == {"method": "GET", "status": 500}
    cause, error = event["exception"]["values"]
    assert (cause["type"], error["type"]) == ("KeyError", "ValueError")
    assert error["stacktrace"]["frames"][-1]["module"] == "tests.telemetry.leaks"
    assert error["stacktrace"]["frames"][-1]["function"] == "leak"


def test_errors_that_end_a_thread_or_the_process_are_reported(reports: Collector) -> None:
    assert [event["level"] for event in reports.events()].count("fatal") == 2


def test_without_the_setting_for_traces_only_events_are_sent(data_folder: Path) -> None:
    assert fail_everywhere(data_folder, "ours")[0].item_types == {"event"}


def test_without_the_allow_list_private_data_is_sent(data_folder: Path) -> None:
    collector, _ = fail_everywhere(data_folder, "no-allow-list")
    assert {"context", "user", "tag", "extra"} <= leaked_kinds(collector)


def test_the_defaults_of_the_sdk_send_private_data(data_folder: Path) -> None:
    collector, _ = fail_everywhere(data_folder, "sdk-defaults")
    leaked = leaked_kinds(collector)
    all_kinds = {*KINDS, *REQUEST_KINDS}
    print(f"With the SDK's defaults {len(leaked)} of {len(all_kinds)} kinds leave: {', '.join(sorted(leaked))}")  # noqa: T201 - `-s` shows the figure
    assert {"local", "message", "cause", "error-log", "breadcrumb", "metric", "path", "query"} <= leaked
    assert "trace_metric" in collector.item_types


def test_json_lines_hold_no_message_of_an_exception_and_one_line_a_request_and_job(data_folder: Path) -> None:
    _, log = fail_everywhere(data_folder, "ours", LOG_FORMAT="json")
    lines = [json.loads(line) for line in log.splitlines() if line.startswith("{")]
    requests = [line for line in lines if line["logger"] == "tracekit.requests"]
    jobs = [line for line in lines if line["logger"] == "tracekit.jobs"]
    base_keys = {"time", "level", "logger", "message", "install", "release"}
    assert len(requests) == len(list(addresses()))
    assert {line["job_kind"] for line in jobs} == set(JOB_KINDS)
    assert all(set(line) <= base_keys | set(FIELDS) for line in [*requests, *jobs])
    own_lines = [line for line in lines if not line["logger"].startswith("tests.")]
    assert "sentinel-" not in json.dumps(own_lines)
    assert any("traceback" in line for line in own_lines)
