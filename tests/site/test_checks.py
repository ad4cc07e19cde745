"""`check --deploy` warns of a sandbox in an install for others."""

import pytest
from pytest_django.fixtures import Settings

from tracekit_site.checks import check_sandbox_is_off


@pytest.mark.parametrize(
    ("is_hosted", "has_sandbox", "ids"), [(True, True, ["tracekit.W001"]), (True, False, []), (False, True, [])]
)
def test_the_check_warns_of_a_sandbox_in_a_hosted_install(
    settings: Settings, is_hosted: bool, has_sandbox: bool, ids: list[str]
) -> None:
    settings.HOSTED, settings.SANDBOX = is_hosted, has_sandbox
    assert [message.id for message in check_sandbox_is_off(None)] == ids
