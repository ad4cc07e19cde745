from django.db import migrations, models

KIND, LANE = "differences.recompute", 3


def enqueue_recomputing(apps, schema_editor):
    """The name that orders a workout is stored now: a job fills it in, unless one waits already."""
    jobs = apps.get_model("jobs", "Job")._base_manager
    waiting = jobs.filter(kind=KIND, state="queued").values("owner")
    for account in apps.get_model("accounts", "Account")._base_manager.exclude(pk__in=waiting).only("pk").iterator():
        jobs.create(owner_id=account.pk, kind=KIND, lane=LANE)


class Migration(migrations.Migration):
    dependencies = [
        ("matching", "0008_proposal_count"),
        ("jobs", "0004_scheduled_run"),
    ]

    operations = [
        migrations.AddField(
            model_name="workout",
            name="sort_name",
            field=models.CharField(blank=True, db_default="", default="", max_length=255),
        ),
        migrations.RunPython(enqueue_recomputing, migrations.RunPython.noop),
    ]
