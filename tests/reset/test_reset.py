"""A reset in each form, from the command line and the page, deletes what it says and keeps all the rest."""

from collections.abc import Callable
from io import StringIO

import pytest
from django.apps import apps
from django.core.management import call_command
from django.test import Client

from accounts.jobs.models import Job
from accounts.models import Account, DataVersion
from accounts.owned import Owned
from activities.models import Activity
from providers.models import Connection
from tests.accounts.clients import reauthenticate
from tests.reset.sentinels import PLATFORM_NAME, SentinelTables
from tests.run_jobs import run_jobs
from tracekit_site.models import Reset

pytestmark = pytest.mark.postgres

OF_EXPORTS = {"tracekit_site.AccountImport", "tracekit_site.Export", "tracekit_site.ExportPart"}
OF_FILES = {
    *OF_EXPORTS,
    "activities.Activity",
    "activities.SourceFile",
    "activities.Upload",
    "bytes",
    "matching.Member",
    "matching.PendingMatch",
    "matching.Question",
    "matching.Workout",
    "providers.FileFetch",
}
OF_STRAVA = {*OF_EXPORTS, "matching.TrimmedActivity", "matching.WriteBack"}
IMPORTED = {
    *OF_FILES,
    *OF_STRAVA,
    "accounts.Notification",
    "activities.FolderFile",
    "matching.CrowdedDay",
    "providers.Gear",
    "providers.PlatformDeletion",
    "providers.Pull",
    "providers.SkippedActivity",
}
ANSWERS_AND_CONNECTIONS = {
    "matching.ActivityReference",
    "matching.Decision",
    "matching.Expectation",
    "matching.IgnoredDifference",
    "matching.NameReference",
    "matching.WorkoutName",
    "providers.Connection",
    "providers.OAuthState",
}
NEVER = {
    "accounts.AccountKey",
    "accounts.CpuUse",
    "accounts.Transmission",
    "accounts.Usage",
    "activities.ActivitiesFolder",
    "jobs.Job",
    "tracekit_site.Demo",
}
"""A reset keeps these owned tables: keys, counts, the state of the folder, jobs, which end by themselves, and demos."""

WITHOUT_SENTINEL = {
    *("matching.Member", "matching.NameReference", "matching.PendingMatch", "matching.Question"),
    "providers.PlatformDeletion",
}
"""Rows of these tables hold nothing but references."""

FORMS: dict[str, tuple[str, set[str], bool]] = {
    "plain": ("selection=imported", IMPORTED, True),
    "--all": ("selection=everything", IMPORTED | ANSWERS_AND_CONNECTIONS, True),
    "--month 1987-06": ("selection=part&month=1987-06", OF_FILES, False),
    "--provider strava": ("selection=part&provider=strava", OF_STRAVA, True),
    "--provider file": ("selection=part&provider=file", OF_FILES, False),
    "--month 2026-05 --provider strava": (
        "selection=part&month=2026-05&provider=strava",
        {*OF_EXPORTS, "matching.WriteBack"},
        True,
    ),
}
"""Maps the options to the query of the page, the tables that lose their rows, and whether Strava's ride goes."""


def reset_by_command(client: Client, options: str) -> None:
    arguments = [] if options == "plain" else options.split()
    call_command("reset", "--yes", "--user", "alice@example.org", *arguments, stdout=StringIO())


def reset_by_page(client: Client, options: str) -> None:
    address = f"/settings/start-over/?{FORMS[options][0]}"
    response = client.post(address, {"is_confirmed": "on"})
    assert (response.status_code, response["Location"]) == (303, "/settings/danger/#start-over")
    run_jobs()


@pytest.fixture
def tables(alice: Account, alice_client: Client) -> SentinelTables:
    """Creates rows of Alice, who has just entered her password, in every table."""
    reauthenticate(alice_client)
    rows = SentinelTables(alice, "XaliceStartsOver", 1987)
    rows.create_everywhere()
    return rows


@pytest.mark.parametrize("options", FORMS)
@pytest.mark.parametrize("start", [reset_by_command, reset_by_page])
def test_no_sentinel_of_what_goes_is_left_and_all_of_what_stays(
    alice_client: Client, tables: SentinelTables, options: str, start: Callable[[Client, str], None]
) -> None:
    _, goes, deletes_strava = FORMS[options]
    before = tables.tables_with_sentinels()
    assert goes - before <= WITHOUT_SENTINEL
    assert {label for label in goes - {"bytes"} if has_rows(label)} == goes - {"bytes"}
    start(alice_client, options)
    after = tables.tables_with_sentinels()
    assert after == before - goes
    assert Activity.across_accounts.filter(name=PLATFORM_NAME).exists() != deletes_strava
    assert Reset.across_accounts.get().ended_at is not None
    assert {label for label in goes - {"bytes"} if has_rows(label)} == set()


def has_rows(label: str) -> bool:
    """Returns whether the table has a row, but for those of the ride of Strava that was not to go."""
    model = apps.get_model(label)
    rows = model.across_accounts.all()
    return bool((rows.exclude(name=PLATFORM_NAME) if model is Activity else rows).exists())


def test_every_owned_table_either_goes_or_stays() -> None:
    owned = {model._meta.label for model in apps.get_models() if issubclass(model, Owned)}
    known = IMPORTED | ANSWERS_AND_CONNECTIONS | NEVER | {DataVersion._meta.label, Reset._meta.label}
    assert owned == known - {"bytes"}


def test_another_account_keeps_everything(alice_client: Client, tables: SentinelTables, mallory: Account) -> None:
    neighbour = SentinelTables(mallory, "XmalloryStartsOver", 1989)
    neighbour.create_everywhere()
    before = neighbour.tables_with_sentinels()
    reset_by_command(alice_client, "--all")
    assert neighbour.tables_with_sentinels() == before


def test_connections_pause_so_that_nothing_returns_by_itself(alice_client: Client, tables: SentinelTables) -> None:
    Connection.across_accounts.update(is_paused=False)
    reset_by_command(alice_client, "plain")
    connection = Connection.across_accounts.get()
    assert (connection.is_paused, connection.full_pull_at, connection.provider) == (True, None, "strava")


def test_a_month_or_a_service_pauses_nothing(alice_client: Client, tables: SentinelTables) -> None:
    Connection.across_accounts.update(is_paused=False)
    reset_by_command(alice_client, "--provider strava")
    assert not Connection.across_accounts.get().is_paused


def test_everything_leaves_the_sign_in(alice_client: Client, tables: SentinelTables) -> None:
    reset_by_page(alice_client, "--all")
    assert alice_client.get("/settings/profile/").status_code == 200
    assert not Job.across_accounts.filter(kind="reset").exists()
