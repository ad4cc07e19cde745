from django.db import migrations

KIND, LANE = "differences.recompute", 3


def enqueue_recomputing(apps, schema_editor):
    """A generated name no longer differs from anything: which workouts differ is computed anew, in a job."""
    jobs = apps.get_model("jobs", "Job")._base_manager
    for account in apps.get_model("accounts", "Account")._base_manager.only("pk").iterator():
        jobs.create(owner_id=account.pk, kind=KIND, lane=LANE)


class Migration(migrations.Migration):
    dependencies = [
        ("matching", "0004_actual_before"),
        ("accounts", "0006_data_version"),
        ("jobs", "0004_scheduled_run"),
    ]

    operations = [migrations.RunPython(enqueue_recomputing, migrations.RunPython.noop)]
