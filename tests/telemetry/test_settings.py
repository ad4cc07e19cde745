"""Each wrong setting of error reports or of the log ends the start with one sentence."""

import re
from pathlib import Path

import pytest

from tests.house.deployment_files import ROOT
from tests.telemetry.test_error_reports import run_process
from tracekit_site import VERSION

pytestmark = [pytest.mark.own_servers, pytest.mark.slow]

WITHOUT_PACKAGE = (
    "import sys; sys.modules['sentry_sdk'] = None; sys.argv = ['manage.py', 'check']; "
    "exec(open('manage.py').read(), {'__name__': '__main__'})"
)


@pytest.mark.parametrize(
    ("name", "value", "message"),
    [
        ("SENTRY_DSN", "sentinel", "SENTRY_DSN is not the address of a Sentry project, as in https://key@host/1."),
        ("LOG_FORMAT", "sentinel", "LOG_FORMAT must be plain or json."),
    ],
)
def test_a_wrong_value_is_refused(tmp_path: Path, name: str, value: str, message: str) -> None:
    result = run_process("manage.py", "check", folder=tmp_path, **{name: value})
    assert result.returncode != 0
    assert result.stderr.strip() == message


def test_the_package_is_named_where_it_is_missing(tmp_path: Path) -> None:
    result = run_process("-c", WITHOUT_PACKAGE, folder=tmp_path, SENTRY_DSN="https://key@sentry.example.org/1")
    assert result.returncode != 0
    assert result.stderr.strip() == (
        "SENTRY_DSN needs the packages of requirements/fleet.txt. Install them, or leave SENTRY_DSN empty."
    )


def test_the_release_is_the_newest_one_in_the_list_of_changes() -> None:
    assert re.findall(r"^## ([\d.]+)", (ROOT / "CHANGELOG.md").read_text(), re.MULTILINE)[0] == VERSION
