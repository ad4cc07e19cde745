from django.db import migrations, models

KIND, LANE = "differences.recompute", 3


def enqueue_recomputing(apps, schema_editor):
    """How many differences of a workout may be proposed is stored now: a job counts them, unless one waits already."""
    jobs = apps.get_model("jobs", "Job")._base_manager
    waiting = jobs.filter(kind=KIND, state="queued").values("owner")
    for account in apps.get_model("accounts", "Account")._base_manager.exclude(pk__in=waiting).only("pk").iterator():
        jobs.create(owner_id=account.pk, kind=KIND, lane=LANE)


class Migration(migrations.Migration):
    dependencies = [
        ("matching", "0007_workout_day"),
        ("jobs", "0004_scheduled_run"),
    ]

    operations = [
        migrations.AddField(
            model_name="workout",
            name="proposal_count",
            field=models.PositiveSmallIntegerField(default=0),
        ),
        migrations.AddIndex(
            model_name="workout",
            index=models.Index(
                fields=["owner", "proposal_count"],
                condition=models.Q(has_differences=True),
                name="workout_differing",
            ),
        ),
        migrations.RunPython(enqueue_recomputing, migrations.RunPython.noop),
    ]
