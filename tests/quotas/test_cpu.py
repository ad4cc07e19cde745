"""An account that has used up its day of the processor gets its work done on the next one, and loses none of it."""

import io
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from django.core.management import call_command
from django.test import Client
from django.utils import timezone
from pytest_django.fixtures import Settings

from accounts.jobs.models import Job
from accounts.jobs.services.enqueue import enqueue_for
from accounts.jobs.services.run import run_next
from accounts.models import Account, CpuUse
from accounts.scope import owner_scope
from activities.models import Activity, SourceFile, Upload
from activities.parsers.process import ParserProcess
from activities.services import owner_parser, read_files
from matching.services.pending_matches import MATCH_JOB
from tests.activities.factories import ride_files, upload_files
from tests.markup import visible_text
from tests.quotas.limits import set_quota
from tests.run_jobs import run_jobs

pytestmark = [pytest.mark.postgres, pytest.mark.django_db, pytest.mark.usefixtures("hosted")]

DAY = timedelta(days=1)


def use_up(account: Account, seconds: float = 10.0) -> None:
    """Lets the account have used so many seconds today."""
    with owner_scope(account):
        CpuUse.objects.all().delete()
        CpuUse.objects.create(day=timezone.now().astimezone(UTC).date(), seconds=seconds)


def start_next_day() -> None:
    """Moves what was used and what was deferred a day into the past."""
    for use in CpuUse.across_accounts.all():
        CpuUse.across_accounts.filter(pk=use.pk).update(day=use.day - DAY)
    for job in Job.across_accounts.all():
        Job.across_accounts.filter(pk=job.pk).update(not_before=job.not_before - DAY)


def states() -> set[str]:
    """Returns the states of all files."""
    return set(SourceFile.across_accounts.values_list("state", flat=True))


def upload(account: Account, count: int = 3) -> None:
    with owner_scope(account):
        upload_files(ride_files(count))


def get_text(client: Client, address: str) -> str:
    return visible_text(client.get(address).content.decode())


def test_reading_waits_for_the_next_day_and_goes_on_then(settings: Settings, alice: Account) -> None:
    set_quota(settings, cpu_s=10)
    upload(alice)
    use_up(alice)
    run_jobs()
    assert states() == {"waiting"}
    job = Job.across_accounts.get(kind="files.read")
    tomorrow = datetime.combine(datetime.now(UTC).date() + DAY, datetime.min.time(), UTC)
    assert (job.state, job.not_before, job.attempts) == ("queued", tomorrow, 0)
    start_next_day()
    run_jobs()
    assert states() == {"read"}
    assert Activity.across_accounts.count() == 3
    assert not Job.across_accounts.exists()


def test_just_below_the_limit_files_are_read(settings: Settings, alice: Account) -> None:
    set_quota(settings, cpu_s=10)
    upload(alice)
    use_up(alice, 9.99)
    run_jobs()
    assert states() == {"read"}


def test_others_and_other_work_of_the_account_go_on(settings: Settings, alice: Account, mallory: Account) -> None:
    set_quota(settings, cpu_s=10)
    upload(alice)
    upload(mallory)
    use_up(mallory)
    with owner_scope(mallory):
        Upload.objects.create(started_at=timezone.now() - DAY)
    enqueue_for(mallory, "uploads.expire")
    run_jobs()
    assert set(SourceFile.across_accounts.filter(owner=alice).values_list("state", flat=True)) == {"read"}
    assert set(SourceFile.across_accounts.filter(owner=mallory).values_list("state", flat=True)) == {"waiting"}
    assert Upload.across_accounts.filter(owner=mallory).count() == 1


@pytest.mark.parametrize("kind", [MATCH_JOB, "activities.days"])
def test_matching_and_local_dates_wait_too(settings: Settings, alice: Account, kind: str) -> None:
    set_quota(settings, cpu_s=10)
    use_up(alice)
    enqueue_for(alice, kind)
    run_jobs()
    assert Job.across_accounts.get().not_before > timezone.now()
    start_next_day()
    run_jobs()
    assert not Job.across_accounts.exists()


def test_more_room_from_the_operator_counts(settings: Settings, alice: Account) -> None:
    set_quota(settings, cpu_s=10)
    upload(alice)
    use_up(alice)
    Account.objects.filter(pk=alice.pk).update(quota_cpu_s=20)
    run_jobs()
    assert states() == {"read"}


def test_what_reading_takes_is_added_up(alice: Account) -> None:
    upload(alice, 6)
    run_jobs()
    with owner_scope(alice):
        (use,) = CpuUse.objects.all()
        first = use.seconds
        assert first > 0.05  # the process that parses takes more than that to start
        upload_files({f"new-{name}": data for name, data in ride_files(9).items() if name > "ride-005"})
    run_jobs()
    with owner_scope(alice):
        assert CpuUse.objects.get().seconds > first


def test_what_a_killed_parser_has_used_counts(alice: Account, monkeypatch: pytest.MonkeyPatch) -> None:
    """The file keeps a process busy until its time is over."""
    busy = (
        "import sys, time; from activities.parsers.process_protocol import READY; sys.stdout.buffer.write(READY); "
        "sys.stdout.flush(); sum(iter(lambda: 0, 1))"
    )
    program = f"import sys; sys.path.insert(0, sys.argv[1]); {busy}"
    monkeypatch.setattr(ParserProcess, "command", (*ParserProcess.command[:3], program, ParserProcess.command[4]))
    monkeypatch.setattr(ParserProcess, "timeout_s", 2.0)
    upload(alice, 1)
    run_jobs()
    with owner_scope(alice):
        assert SourceFile.objects.get().reason == "too_much_work"
        assert CpuUse.objects.get().seconds > 0.3


def test_what_a_parser_has_used_counts_in_the_step_that_used_it(
    alice: Account, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The process is kept for the next step, and may then be ended by that of another account."""
    monkeypatch.setattr(read_files, "MAX_STEP_FILES", 1)
    upload(alice, 2)
    run_next()
    (parser,) = owner_parser._kept.values()
    assert CpuUse.across_accounts.get().seconds > parser.cpu_s > 0


def test_a_new_day_begins_at_nothing(alice: Account) -> None:
    use_up(alice, 1e6)
    start_next_day()
    upload(alice)
    run_jobs()
    use = CpuUse.across_accounts.get()
    assert use.day == datetime.now(UTC).date()
    assert use.seconds < 1e5


def test_the_athlete_sees_that_files_wait_and_until_when(
    settings: Settings, alice: Account, alice_client: Client
) -> None:
    set_quota(settings, cpu_s=10)
    upload(alice)
    use_up(alice)
    run_jobs()
    for address in ("/files/", "/files/run/", "/settings/storage/"):
        text = get_text(alice_client, address)
        assert "took all the processing that your account has for today. It continues by itself on" in text, address
        assert " at 01:00; until then files wait, and nothing is lost." in text, address  # in Vienna
    assert "Reading stopped" not in get_text(alice_client, "/files/")
    assert "10 s of 10 s" in get_text(alice_client, "/settings/storage/")
    start_next_day()
    run_jobs()
    assert "took all the processing" not in get_text(alice_client, "/files/")


def test_an_import_by_command_has_no_quotas(settings: Settings, alice: Account, tmp_path: Path) -> None:
    """A file that the athlete has uploaded goes on waiting."""
    upload(alice, 1)
    set_quota(settings, stored_bytes=0, files=0, rows=0, cpu_s=10)
    use_up(alice)
    run_jobs()
    files = ride_files(4)
    del files["ride-000.fit"]
    for name, data in files.items():
        (tmp_path / name).write_bytes(data)
    call_command("import", str(tmp_path), stdout=io.StringIO())
    states_by_name = dict(SourceFile.across_accounts.values_list("name", "state"))
    assert states_by_name == {"ride-000.fit": "waiting", **dict.fromkeys(files, "read")}
    assert CpuUse.across_accounts.get().seconds == 10
    run_jobs()
    assert Job.across_accounts.get(kind="files.read").not_before > timezone.now()


def test_a_self_hosted_install_measures_nothing(settings: Settings, alice: Account) -> None:
    settings.HOSTED = False
    set_quota(settings, cpu_s=0)
    upload(alice)
    run_jobs()
    assert states() == {"read"}
    assert not CpuUse.across_accounts.exists()
