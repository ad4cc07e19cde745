from django.db import migrations, models

FULL_PULL = {"whole": "full"}
JOB_KINDS = {"pull.whole": "pull.full"}


def _rename_values(model, values):
    for old, new in values.items():
        model._base_manager.filter(kind=old).update(kind=new)


def name_full_pulls(apps, schema_editor):
    _rename_values(apps.get_model("providers", "Pull"), FULL_PULL)
    _rename_values(apps.get_model("jobs", "Job"), JOB_KINDS)


def name_whole_pulls(apps, schema_editor):
    _rename_values(apps.get_model("providers", "Pull"), {new: old for old, new in FULL_PULL.items()})
    _rename_values(apps.get_model("jobs", "Job"), {new: old for old, new in JOB_KINDS.items()})


class Migration(migrations.Migration):
    """Names columns and kinds of pulls by the field's words. Jobs of the old kind go on under the new one."""

    dependencies = [("providers", "0002_standard_names"), ("jobs", "0004_scheduled_run")]

    operations = [
        migrations.RenameField("connection", "scopes", "granted_scopes"),
        migrations.RenameField("connection", "sealed", "encrypted_tokens"),
        migrations.RenameField("connection", "version", "tokens_version"),
        migrations.RenameField("connection", "refreshing_until", "refresh_lease_until"),
        migrations.RenameField("connection", "trouble", "last_error"),
        migrations.RenameField("connection", "whole_at", "full_pull_at"),
        migrations.RenameField("oauthstate", "asked_at", "created_at"),
        migrations.RenameField("pull", "has_gear", "has_fetched_gear"),
        migrations.RenameField("pull", "page", "next_page"),
        migrations.RenameField("pull", "listed", "listed_count"),
        migrations.RenameField("pull", "left_out", "unreadable_count"),
        migrations.RenameField("pull", "new", "new_count"),
        migrations.RenameField("pull", "reached", "oldest_listed_at"),
        migrations.AlterField(
            "pull",
            "kind",
            models.CharField(
                choices=[("first", "First"), ("daily", "Daily"), ("now", "Now"), ("full", "Full")], max_length=8
            ),
        ),
        migrations.RemoveConstraint("oauthstate", "consent_once"),
        migrations.AddConstraint(
            "oauthstate", models.UniqueConstraint(fields=("owner", "state_hash"), name="oauth_state_once")
        ),
        migrations.RemoveConstraint("pull", "pull_one_under_way"),
        migrations.AddConstraint(
            "pull",
            models.UniqueConstraint(
                condition=models.Q(("ended_at", None)), fields=("owner", "connection"), name="pull_one_open"
            ),
        ),
        migrations.RunPython(name_full_pulls, name_whole_pulls),
    ]
