"""Every call to a platform is counted, and a connection says when and by which job its tokens were last used."""

from datetime import timedelta

import pytest
from django.utils import timezone

from accounts.jobs.current_kind import running_kind
from accounts.models import Account, Transmission
from providers.models import Connection
from providers.sandbox.server import Sandbox
from providers.services.call_provider import platform_for
from providers.services.disconnect import disconnect
from tests.providers.factories import pulled

pytestmark = pytest.mark.postgres


def counts() -> dict[str, int]:
    """Returns how many calls were counted by their purpose."""
    return dict(Transmission.objects.values_list("purpose", "count"))


def test_every_call_is_counted_with_the_job_that_made_it(sandbox: Sandbox, as_alice: Account) -> None:
    athlete = pulled(sandbox, "demo", 30)
    assert counts() == {"pull.first": athlete.reads()}
    connection = Connection.objects.get()
    assert connection.last_used_by == "pull.first"
    assert connection.last_used_at is not None
    assert connection.last_used_at > timezone.now() - timedelta(minutes=2)


def test_the_last_use_is_written_once_a_minute_and_when_another_job_uses_the_tokens(
    sandbox: Sandbox, as_alice: Account
) -> None:
    connection = Connection.objects.get(pk=pulled(sandbox).connection.pk)
    first_used_at = connection.last_used_at
    with running_kind("pull.first"):
        platform_for(connection).gear()
    assert Connection.objects.get().last_used_at == first_used_at
    with running_kind("write"):
        platform_for(connection).gear()
    connection = Connection.objects.get()
    assert connection.last_used_by == "write"
    assert connection.last_used_at is not None
    assert first_used_at is not None
    assert connection.last_used_at > first_used_at
    assert counts()["write"] == 1


def test_ending_the_access_is_counted(sandbox: Sandbox, as_alice: Account) -> None:
    disconnect(pulled(sandbox).connection)
    assert counts()["providers.revocation"] == 1
