"""Adds exports of accounts with the parts of their archives, and imports."""

import uuid

import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models

import accounts.same_owner
import accounts.scope
import activities.storage.source_files


def owner():
    return models.ForeignKey(
        default=accounts.scope.current_owner_id,
        editable=False,
        on_delete=django.db.models.deletion.CASCADE,
        related_name="+",
        to=settings.AUTH_USER_MODEL,
    )


class Migration(migrations.Migration):
    dependencies = [
        ("tracekit_site", "0005_untrusted_address"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Export",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                (
                    "state",
                    models.CharField(
                        choices=[("making", "Making"), ("ready", "Ready"), ("expired", "Expired")],
                        default="making",
                        max_length=8,
                    ),
                ),
                ("has_files", models.BooleanField(default=False)),
                ("step", models.PositiveSmallIntegerField(default=0)),
                ("last_file", models.UUIDField(null=True)),
                ("files_done", models.PositiveIntegerField(default=0)),
                ("file_count", models.PositiveIntegerField(default=0)),
                ("size", models.PositiveBigIntegerField(default=0)),
                ("created_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("ready_at", models.DateTimeField(null=True)),
                ("owner", owner()),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("owner", "id"), name="export_owner_id"),
                    models.UniqueConstraint(
                        condition=models.Q(("state", "making")), fields=("owner",), name="export_one_under_way"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="ExportPart",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("number", models.PositiveIntegerField()),
                (
                    "content",
                    models.FileField(
                        storage=activities.storage.source_files.source_file_storage,
                        upload_to=activities.storage.source_files.new_stored_name,
                    ),
                ),
                ("size", models.PositiveBigIntegerField()),
                ("entries", models.JSONField(default=list)),
                (
                    "export",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="parts", to="tracekit_site.export"
                    ),
                ),
                ("owner", owner()),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("owner", "export", "number"), name="export_part_once"),
                    accounts.same_owner.SameOwner("export", name="tracekit_site_exportpart_export_same_owner"),
                ],
            },
        ),
        migrations.CreateModel(
            name="AccountImport",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                (
                    "content",
                    models.FileField(
                        blank=True,
                        storage=activities.storage.source_files.source_file_storage,
                        upload_to=activities.storage.source_files.new_stored_name,
                    ),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[("running", "Running"), ("done", "Done"), ("failed", "Failed")],
                        default="running",
                        max_length=8,
                    ),
                ),
                ("step", models.PositiveSmallIntegerField(default=0)),
                ("line", models.PositiveIntegerField(default=0)),
                ("row_count", models.PositiveIntegerField(default=0)),
                ("skipped_count", models.PositiveIntegerField(default=0)),
                ("problem", models.CharField(blank=True, default="", max_length=255)),
                ("started_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("ended_at", models.DateTimeField(null=True)),
                ("owner", owner()),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("state", "running")), fields=("owner",), name="account_import_one_running"
                    )
                ],
            },
        ),
    ]
