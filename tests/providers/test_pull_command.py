"""The command `python -m tracekit pull` pulls everything now, and says why where it cannot."""

from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from accounts.models import Account
from accounts.scope import owner_scope
from activities.models import Activity
from providers.models import Connection
from providers.sandbox.server import Sandbox
from tests.providers.factories import Athlete, connected

pytestmark = pytest.mark.postgres


@pytest.fixture
def athlete(sandbox: Sandbox, alice: Account) -> Athlete:
    with owner_scope(alice):
        return connected(sandbox, "demo", 30)


def pull(*arguments: str) -> str:
    output = StringIO()
    call_command("pull", *arguments, stdout=output)
    return output.getvalue()


def test_the_command_pulls_to_the_end_and_prints_the_outcome(athlete: Athlete, alice: Account) -> None:
    assert pull() == "Strava: 30 new.\n"
    assert pull("--user", "alice@example.org") == "Strava: Nothing new.\n"
    with owner_scope(alice):
        assert Activity.objects.count() == 30
    assert athlete.writes() == 0


def test_the_command_fails_without_a_connection(alice: Account) -> None:
    with pytest.raises(CommandError, match="Nothing is connected"):
        pull()


@pytest.mark.parametrize(
    ("fault", "message"),
    [
        ("revoked", "Strava: Strava no longer accepts our access key"),
        ("429", "Strava limits how often it may be called"),
    ],
)
def test_the_command_says_what_only_time_or_a_person_can_help(
    athlete: Athlete, alice: Account, fault: str, message: str
) -> None:
    athlete.fail(fault)
    with pytest.raises(CommandError, match=message):
        pull()
    with owner_scope(alice):
        assert Connection.objects.get().pulls.get().ended_at is None
