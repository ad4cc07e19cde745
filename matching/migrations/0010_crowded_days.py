import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import accounts.same_owner
import accounts.scope

KIND, LANE = "differences.recompute", 3


def enqueue_recomputing(apps, schema_editor):
    """Which workouts lie on a crowded day is stored now: a job finds them, unless one waits already."""
    jobs = apps.get_model("jobs", "Job")._base_manager
    waiting = jobs.filter(kind=KIND, state="queued").values("owner")
    for account in apps.get_model("accounts", "Account")._base_manager.exclude(pk__in=waiting).only("pk").iterator():
        jobs.create(owner_id=account.pk, kind=KIND, lane=LANE)


class Migration(migrations.Migration):
    dependencies = [
        ("matching", "0009_sort_name"),
        ("jobs", "0004_scheduled_run"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField("workout", "is_crowded", models.BooleanField(db_default=False, default=False)),
        migrations.CreateModel(
            name="CrowdedDay",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("day", models.IntegerField()),
                (
                    "owner",
                    models.ForeignKey(
                        default=accounts.scope.current_owner_id,
                        editable=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={"constraints": [models.UniqueConstraint(fields=("owner", "day"), name="crowded_day_once")]},
        ),
        migrations.CreateModel(
            name="PendingMatch",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "activity",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="pending_match",
                        to="activities.activity",
                    ),
                ),
                (
                    "owner",
                    models.ForeignKey(
                        default=accounts.scope.current_owner_id,
                        editable=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
        ),
        migrations.AddConstraint(
            model_name="pendingmatch",
            constraint=accounts.same_owner.SameOwner("activity", name="matching_pendingmatch_activity_same_owner"),
        ),
        migrations.RunPython(enqueue_recomputing, migrations.RunPython.noop),
    ]
