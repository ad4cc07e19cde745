"""An export that is imported into an empty account gives the same account, from which the same export is made."""

import io
from datetime import datetime, timedelta

import pytest
from django.db import IntegrityError
from django.utils import timezone

from accounts.jobs.models import Job
from accounts.models import Account
from accounts.scope import owner_scope
from activities.models import Activity, SourceFile
from matching.models import Decision, TrimmedActivity, Workout, WriteBack
from matching.services.request_write_back import request_undo, retry_write_back
from providers.models import Connection
from providers.sandbox.server import Sandbox
from providers.services.connect import NotConnected
from tests.account_export.archives import export_account, read_rows, with_rows, without_dates_of_making
from tests.account_export.filled_account import fill_account
from tests.activities.factories import ride_files, upload_files
from tests.factories import AccountFactory
from tests.files_pages.uploads import get_text
from tests.providers.factories import reconnected
from tests.run_jobs import run_jobs
from tests.site.operators import sign_in_client
from tracekit_site.account_import.account_import import AccountImport
from tracekit_site.account_import.import_archive import import_archive
from tracekit_site.account_import.run_import import AccountNotEmpty
from tracekit_site.demo.start import start_demo
from tracekit_site.services.delete_account import delete_account

pytestmark = pytest.mark.postgres


def import_into(account: Account, archive: bytes) -> AccountImport:
    """Imports an archive into an account."""
    with owner_scope(account):
        return import_archive(io.BytesIO(archive), lambda _: None)


def code_of(sandbox: Sandbox, connection: Connection) -> str:
    """Returns the code of the athlete that a connection is to."""
    athlete = sandbox.database.athletes.get_by_number(int(connection.athlete_id))
    assert athlete is not None
    return athlete.code


@pytest.fixture
def archive(alice: Account, sandbox: Sandbox) -> bytes:
    """Returns an archive of Alice's filled account, which is deleted then."""
    with owner_scope(alice):
        fill_account(alice, sandbox)
        content = export_account()
        delete_account()
    return content


@pytest.fixture
def newcomer(archive: bytes) -> Account:
    """Returns Alice's new account, empty, on what could be another install."""
    return AccountFactory.create(email="alice@example.org")


def test_the_second_export_equals_the_first(archive: bytes, newcomer: Account) -> None:
    result = import_into(newcomer, archive)
    assert result.skipped_count == 0
    with owner_scope(newcomer):
        second = without_dates_of_making(export_account())
    first = without_dates_of_making(archive)
    assert first.keys() == second.keys()
    for name, content in first.items():
        assert second[name] == content, name


def test_a_later_connection_links_instead_of_doubling(archive: bytes, newcomer: Account, sandbox: Sandbox) -> None:
    import_into(newcomer, archive)
    with owner_scope(newcomer):
        connection = Connection.objects.get()
        assert connection.state == Connection.State.RECONNECT
        assert not connection.encrypted_tokens
        before = set(Activity.objects.filter(provider="strava").values_list("provider_id", flat=True))
        reconnected(sandbox, code_of(sandbox, connection))
        run_jobs()
        after = list(Activity.objects.filter(provider="strava").values_list("provider_id", flat=True))
        assert len(after) == len(set(after))
        assert before <= set(after)
        assert Connection.objects.get().pk == connection.pk


def test_what_was_said_of_a_trimmed_activity_applies_when_it_is_back(
    archive: bytes, newcomer: Account, sandbox: Sandbox
) -> None:
    import_into(newcomer, archive)
    with owner_scope(newcomer):
        trimmed = {f"strava:{row['provider_id']}" for row in read_rows(archive, "trimmed_activities")}
        (waiting,) = Decision.objects.filter(is_in_effect=False)
        reconnected(sandbox, code_of(sandbox, Connection.objects.get()))
        run_jobs()
        waiting.refresh_from_db()
        assert waiting.is_in_effect
        ends = (waiting.first.activity, waiting.second.activity)
        assert {f"strava:{activity.provider_id}" for activity in ends if activity} == trimmed


def test_another_athlete_of_the_platform_is_refused(archive: bytes, newcomer: Account, sandbox: Sandbox) -> None:
    import_into(newcomer, archive)
    with owner_scope(newcomer):
        other = sandbox.database.athletes.create("small", None)
        with pytest.raises(NotConnected) as refusal:
            reconnected(sandbox, other)
        assert refusal.value.code == "other_athlete"


def test_retention_goes_on_counting(archive: bytes, newcomer: Account) -> None:
    rows = {row["provider_id"]: row for row in read_rows(archive, "activities")}
    import_into(newcomer, archive)
    with owner_scope(newcomer):
        for activity in Activity.objects.all():
            confirmed_at = datetime.fromisoformat(rows[activity.provider_id]["confirmed_at"])
            assert activity.confirmed_at == confirmed_at


def test_what_has_become_too_old_meanwhile_is_trimmed_at_once(archive: bytes, newcomer: Account) -> None:
    rows = read_rows(archive, "activities")
    for row in rows:
        row["confirmed_at"] = (timezone.now() - timedelta(days=8)).isoformat()
    import_into(newcomer, with_rows(archive, "activities", rows))
    with owner_scope(newcomer):
        run_jobs()
        assert set(Activity.objects.values_list("provider", flat=True)) == {"file"}
        assert TrimmedActivity.objects.count() == 2 + sum(row["provider"] == "strava" for row in rows)


def test_imported_write_backs_are_history(archive: bytes, newcomer: Account) -> None:
    import_into(newcomer, archive)
    with owner_scope(newcomer):
        rows = list(WriteBack.objects.all())
        assert rows
        for row in rows:
            assert row.ended_at is not None
            assert not row.can_be_undone
            assert request_undo(row) is None
        WriteBack.objects.update(state=WriteBack.State.FAILED, reason="unchanged")
        assert retry_write_back(WriteBack.objects.all()[0]).ended_at is not None
        WriteBack.objects.update(state=WriteBack.State.CONFLICT, reason="")
        assert not WriteBack.objects.with_undecided_conflict().exists()
        assert not WriteBack.objects.all()[0].is_undecided_conflict
        assert not Job.objects.filter(kind="write").exists()


def test_the_database_refuses_an_imported_write_back_that_has_not_ended(archive: bytes, newcomer: Account) -> None:
    import_into(newcomer, archive)
    with owner_scope(newcomer), pytest.raises(IntegrityError):
        WriteBack.objects.update(ended_at=None)


def test_an_account_that_is_not_empty_is_refused(archive: bytes, newcomer: Account) -> None:
    import_into(newcomer, archive)
    with owner_scope(newcomer):
        before = without_dates_of_making(export_account())
    with pytest.raises(AccountNotEmpty):
        import_into(newcomer, archive)
    with owner_scope(newcomer):
        assert without_dates_of_making(export_account()) == before


def test_an_export_without_files_brings_the_activities_and_the_files_come_later(
    alice: Account, sandbox: Sandbox
) -> None:
    with owner_scope(alice):
        fill_account(alice, sandbox)
        archive = export_account(has_files=False)
        delete_account()
    newcomer = AccountFactory.create(email="bob@example.org")
    import_into(newcomer, archive)
    with owner_scope(newcomer):
        count = Activity.objects.filter(provider="file").count()
        assert count == sum(row["provider"] == "file" for row in read_rows(archive, "activities"))
        assert not Activity.objects.exclude(source_file=None).exists()
        upload_files(ride_files(6))
        run_jobs()
        assert Activity.objects.filter(provider="file").count() == count
        assert Activity.objects.exclude(source_file=None).count() == 6


def test_pages_show_an_imported_account(archive: bytes, newcomer: Account) -> None:
    import_into(newcomer, archive)
    client = sign_in_client(newcomer)
    with owner_scope(newcomer):
        workouts = [f"/workouts/{pk}/" for pk in Workout.objects.values_list("pk", flat=True)[:5]]
        files = [f"/files/{pk}/" for pk in SourceFile.objects.values_list("pk", flat=True)]
        connection = Connection.objects.get()
    for address in (
        "/",
        "/files/",
        "/connections/",
        f"/connections/{connection.pk}/",
        "/sync/",
        "/writes/",
        "/possible/",
    ):
        assert client.get(address, follow=True).status_code == 200, address
    for address in (*workouts, *files, "/settings/expected/", "/settings/corrections/", "/review/"):
        assert client.get(address, follow=True).status_code in (200, 404), address
    page = get_text(client, "/connections/")
    assert "Not connected" in page
    assert "Connect again to sync." in page
    assert "Reconnect Strava" in page


def test_a_sync_without_a_grant_asks_to_connect_again(archive: bytes, newcomer: Account) -> None:
    import_into(newcomer, archive)
    with owner_scope(newcomer):
        run_jobs()
        assert sign_in_client(newcomer).post("/sync/pull/").status_code == 303
        run_jobs()
        assert Connection.objects.get().state == Connection.State.RECONNECT


@pytest.mark.slow
@pytest.mark.once
def test_two_years_of_a_demo_come_out_the_same(db: None, sandbox: Sandbox) -> None:
    demo = start_demo()
    run_jobs()
    with owner_scope(demo):
        assert Activity.objects.count() > 500
        assert Workout.objects.filter(has_questions=True).exists()
        archive = export_account()
    newcomer = AccountFactory.create()
    assert import_into(newcomer, archive).skipped_count == 0
    with owner_scope(newcomer):
        second = without_dates_of_making(export_account())
    for name, content in without_dates_of_making(archive).items():
        assert "settings" in name or second[name] == content, name
