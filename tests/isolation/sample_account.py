"""Fills an account with a row in every table, each marked by the account's word or year, and names their ids."""

import hashlib
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from django.contrib.admin.models import CHANGE, LogEntry
from django.contrib.contenttypes.models import ContentType
from django.core.files.base import ContentFile
from django.utils import timezone

from accounts.jobs.lanes import Lane
from accounts.jobs.models import Job
from accounts.models import Account, Notification
from accounts.scope import owner_scope
from activities.models import Activity, SourceFile, Upload
from activities.record import FILE_PROVIDER, ActivityRecord
from activities.services.store import store_activities
from matching.models import Workout
from tests.accounts.sentinels import SentinelRows, models_of_an_account
from tests.isolation.account_links import create_links
from tests.isolation.connected_account import connect_platform
from tests.isolation.corrected_account import correct_workouts
from tracekit_site.models import AccountImport, Export, ExportPart, Reset


@dataclass
class SampleAccount:
    """Represents an account: every text in its rows holds `word`, its days lie in `year`, `ids` names some rows."""

    account: Account
    word: str
    year: int
    ids: dict[str, str] = field(default_factory=dict)

    @property
    def start(self) -> datetime:
        """Returns when its first ride started."""
        return datetime(self.year, 5, 10, 5, 58, 10, tzinfo=UTC)


def fill_account(sample: SampleAccount, *, is_complete: bool = True) -> SampleAccount:
    """Fills the account with what its pages show, and with a row in every other table when it `is_complete`."""
    with owner_scope(sample.account):
        _store_rides(sample)
        sample.ids |= connect_platform(sample.word, sample.ids)
        sample.ids |= correct_workouts(sample.word, sample.ids)
        _create_results(sample)
    sample.ids |= {"account": str(sample.account.pk), "email": sample.account.email} | create_links(sample.account)
    if is_complete:
        _fill_other_tables(sample)
    return sample


def _store_rides(sample: SampleAccount) -> None:
    """Stores three rides: the first two are possible duplicates, the first and the third are on Strava as well."""
    moments = {
        "": sample.start,
        "second_": sample.start + timedelta(hours=1),
        "third_": sample.start + timedelta(days=3),
    }
    for prefix, moment in moments.items():
        source = _store_file(f"{sample.word}-{prefix or 'first_'}ride.fit")
        of_file = _store(sample.word, FILE_PROVIDER, f"{source.sha256}:0", moment, source)
        if prefix != "second_":
            provider_id = str(of_file + 1_000_000)
            activity = _store(f"{sample.word} on Strava", "strava", provider_id, moment)
            sample.ids |= {f"{prefix}activity": str(activity), f"{prefix}provider_id": provider_id}
        workout = Workout.objects.get(members__activity=of_file)
        sample.ids |= {f"{prefix}workout": str(workout.pk), f"{prefix}file": str(source.pk)}
        sample.ids |= {f"{prefix}upload": str(source.upload_id), f"{prefix}sha256": str(source.sha256)}
    sample.ids |= {"year": str(sample.year), "month": "05", "day": "10"}


def _store_file(name: str) -> SourceFile:
    content = name.encode()
    return SourceFile.objects.create(
        upload=Upload.objects.create(),
        name=name,
        size=len(content),
        kind="fit",
        state=SourceFile.State.READ,
        content=ContentFile(content, name=name),
        sha256=hashlib.sha256(content).hexdigest(),
    )


def _store(word: str, provider: str, provider_id: str, moment: datetime, source: SourceFile | None = None) -> int:
    record = ActivityRecord(
        provider=provider,
        provider_id=provider_id,
        name=f"{word} ride",
        sport="ride",
        started_at=moment,
        utc_offset_s=7200,
        elapsed_s=3600.0,
        distance_m=30_000.0,
        device=f"{word} device",
        gear_label=f"{word} bike",
    )
    origin = Activity.Origin.FILE if source else Activity.Origin.API
    (id_,) = store_activities([record], origin=origin, source_file=source)
    return id_


def _create_results(sample: SampleAccount) -> None:
    """Creates a finished export, import and reset, a notification, a stopped job, and an entry of the audit trail."""
    now = timezone.now()
    export = Export.objects.create(state=Export.State.READY, ready_at=now, size=len(sample.word))
    ExportPart.objects.create(export=export, number=1, size=1, content=ContentFile(sample.word.encode(), name="part"))
    AccountImport.objects.create(state=AccountImport.State.DONE, ended_at=now)
    Reset.objects.create(month=sample.start.date().replace(day=1), ended_at=now, activity_count=1)
    notification = Notification.objects.create(kind="questions")
    job = Job.objects.create(kind="files.read", lane=Lane.CLICK, state=Job.State.STOPPED)
    entry = LogEntry.objects.create(
        user=sample.account,
        content_type=ContentType.objects.get_for_model(Account),
        object_id=str(sample.account.pk),
        action_flag=CHANGE,
        change_message="Limits changed.",
    )
    sample.ids |= {"export": str(export.pk), "notification": str(notification.pk), "job": str(job.pk)}
    sample.ids["log_entry"] = str(entry.pk)


def _fill_other_tables(sample: SampleAccount) -> None:
    """Creates a row in every table that has none of the account yet."""
    rows = SentinelRows(sample.account, sample.word, sample.year)
    rows.rows |= {model: row for model in models_of_an_account() if (row := first_row(model, sample.account))}
    rows.create_everywhere()


def first_row(model: Any, account: Account) -> Any:
    """Returns a row of the account in the table of a model; None when there is none."""
    manager = getattr(model, "across_accounts", model._default_manager)
    names = [field.name for field in model._meta.concrete_fields if field.related_model is Account]
    return manager.filter(**{names[0]: account}).first()
