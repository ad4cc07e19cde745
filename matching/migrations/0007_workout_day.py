"""Gives each workout its day and its offset from UTC, which were those of its leader."""

from datetime import date

from django.db import migrations, models
from django.db.models import OuterRef, Subquery

KIND, LANE = "differences.recompute", 3


def fill_days(apps, schema_editor):
    """Copies what the leader has, in one statement; a job then looks at the other activities of each workout."""
    leaders = apps.get_model("activities", "Activity")._base_manager.filter(pk=OuterRef("leader"))
    apps.get_model("matching", "Workout")._base_manager.update(
        local_date=Subquery(leaders.values("local_date")), utc_offset_s=Subquery(leaders.values("utc_offset_s"))
    )


def enqueue_recomputing(apps, schema_editor):
    """Enqueues the job for each account, unless it waits already."""
    jobs = apps.get_model("jobs", "Job")._base_manager
    waiting = jobs.filter(kind=KIND, state="queued").values("owner")
    for account in apps.get_model("accounts", "Account")._base_manager.exclude(pk__in=waiting).only("pk").iterator():
        jobs.create(owner_id=account.pk, kind=KIND, lane=LANE)


class Migration(migrations.Migration):
    dependencies = [
        ("matching", "0006_corrections"),
        ("activities", "0002_copies"),
        ("jobs", "0004_scheduled_run"),
    ]

    operations = [
        migrations.AddField("workout", "local_date", models.DateField(default=date(1970, 1, 1)), preserve_default=False),
        migrations.AddField("workout", "utc_offset_s", models.IntegerField(null=True)),
        migrations.AddIndex("workout", models.Index(fields=["owner", "local_date"], name="workout_day")),
        migrations.RunPython(fill_days, migrations.RunPython.noop),
        migrations.RunPython(enqueue_recomputing, migrations.RunPython.noop),
    ]
