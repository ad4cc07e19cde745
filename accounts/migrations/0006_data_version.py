import accounts.scope
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


def drop_triggers(apps, schema_editor):
    """Drops what writes to the table (accounts/data_version.py creates it after each migration)."""
    with schema_editor.connection.cursor() as cursor:
        if schema_editor.connection.vendor == "postgresql":
            cursor.execute("DROP FUNCTION IF EXISTS count_data_version() CASCADE")
            return
        cursor.execute("SELECT name FROM sqlite_master WHERE type = 'trigger' AND sql LIKE '%accounts_dataversion%'")
        for (name,) in cursor.fetchall():
            cursor.execute(f"DROP TRIGGER {name}")


def count_accounts(apps, schema_editor):
    """Gives each account that exists its first count: later only an insert does."""
    DataVersion = apps.get_model("accounts", "DataVersion")
    accounts = apps.get_model("accounts", "Account").objects.values_list("pk", flat=True)
    rows = (DataVersion(owner_id=pk, count=0) for pk in accounts.iterator(chunk_size=2000))
    DataVersion.objects.bulk_create(rows, batch_size=2000)


class Migration(migrations.Migration):
    dependencies = [("accounts", "0005_boolean_names")]

    operations = [
        migrations.CreateModel(
            name="DataVersion",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("count", models.BigIntegerField()),
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
            options={"abstract": False},
        ),
        migrations.RunPython(count_accounts, drop_triggers),
    ]
