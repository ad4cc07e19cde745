"""A reset and the deletion of an upload or a platform work beside each other, and both end."""

from collections.abc import Callable

import pytest

from accounts.jobs.models import Job
from accounts.models import Account
from accounts.scope import owner_scope
from activities.models import Activity, SourceFile, Upload
from activities.services.delete import delete_upload
from matching.models import Workout
from providers.models import Connection, Gear, Pull
from providers.services.disconnect import DELETE_CONNECTION_JOB, disconnect
from tests.providers.factories import Athlete
from tests.reset.test_interruptions import run_reset
from tests.run_jobs import run_jobs
from tracekit_site.reset.choice import ResetChoice
from tracekit_site.reset.contents import count_contents
from tracekit_site.reset.request import request_reset

pytestmark = pytest.mark.postgres


def start_deletion() -> None:
    """Deletes the only upload, as the click on its page does."""
    delete_upload(Upload.objects.get())


def start_reset() -> None:
    """Starts over."""
    request_reset(ResetChoice())


@pytest.mark.parametrize("clicks", [(start_deletion, start_reset), (start_reset, start_deletion)])
def test_a_reset_while_an_upload_is_being_deleted(
    alice: Account, files: None, clicks: tuple[Callable[[], None], ...]
) -> None:
    with owner_scope(alice):
        for click in clicks:
            click()
    run_jobs()
    for model in (Activity, Workout, SourceFile, Upload, Job):
        assert not model.across_accounts.exists(), model
    assert Account.objects.get().being_deleted == ""


def test_the_question_counts_nothing_that_is_being_deleted(alice: Account, files: None) -> None:
    with owner_scope(alice):
        start_deletion()
        contents = count_contents(ResetChoice())
    assert contents.is_empty
    assert (contents.workouts, contents.stored_files, contents.bytes) == (0, 0, 0)


def test_everything_ends_with_the_last_row_of_its_connections(alice: Account, athlete: Athlete) -> None:
    run_reset("--all")
    for model in (Connection, Pull, Gear):
        assert not model.across_accounts.exists(), model
    assert Account.objects.get().being_deleted == ""
    assert not Job.across_accounts.filter(kind=DELETE_CONNECTION_JOB).exists()


def test_everything_deletes_what_a_closed_connection_has_left(alice: Account, athlete: Athlete) -> None:
    with owner_scope(alice):
        disconnect(Connection.objects.get())
        Job.objects.filter(kind=DELETE_CONNECTION_JOB).delete()
    run_reset("--all")
    assert not Connection.across_accounts.exists()
    assert Account.objects.get().being_deleted == ""
