"""A sandbox in an install for others is said at `check --deploy`."""

import pytest
from pytest_django.fixtures import Settings

from tracekit_site.checks import check_sandbox_is_off


@pytest.mark.parametrize(
    ("hosted", "sandbox", "said"), [(True, True, ["tracekit.W001"]), (True, False, []), (False, True, [])]
)
def test_a_sandbox_that_others_can_reach_is_said(
    settings: Settings, hosted: bool, sandbox: bool, said: list[str]
) -> None:
    settings.HOSTED, settings.SANDBOX = hosted, sandbox
    assert [one.id for one in check_sandbox_is_off(None)] == said
