"""Creates rows for tests; owned ones belong to the account whose scope is open."""

from datetime import UTC, datetime
from typing import Any

from factory.declarations import LazyAttribute, LazyFunction, SelfAttribute, Sequence
from factory.django import DjangoModelFactory

from accounts.models import Account
from activities.models import Activity, SourceFile, Upload

PASSWORD = "correct horse battery"


class AccountFactory(DjangoModelFactory[Account]):
    """Creates accounts, all with the same password."""

    class Meta:
        model = Account

    email = Sequence(lambda number: f"athlete-{number}@example.org")
    password = PASSWORD

    @classmethod
    def _create(cls, model_class: type[Account], *args: Any, **fields: Any) -> Account:
        return model_class.objects.create_user(*args, **fields)


class ActivityFactory(DjangoModelFactory[Activity]):
    """Creates stored rides without a signal, so that matching does not run."""

    class Meta:
        model = Activity

    provider = "garmin"
    provider_id = Sequence(lambda number: f"{number:06}")
    sport = "ride"
    started_at = datetime(2026, 5, 3, 12, tzinfo=UTC)
    elapsed_s = 3600.0
    distance_m = 30_000.0
    origin = "api"
    confirmed_at = SelfAttribute("started_at")
    local_date = LazyAttribute(lambda row: row.started_at.date())


class SourceFileFactory(DjangoModelFactory[SourceFile]):
    """Creates FIT files that have been read; their bytes are missing."""

    class Meta:
        model = SourceFile

    upload = LazyFunction(lambda: Upload.objects.create())
    name = "ride"
    kind = "fit"
    size = 1
    state = SourceFile.State.READ
