"""Adds the mark of write-backs that an import has created: the database refuses one that has not ended."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("matching", "0010_crowded_days")]

    operations = [
        migrations.AddField("writeback", "is_imported", models.BooleanField(db_default=False, default=False)),
        migrations.AddConstraint(
            "writeback",
            models.CheckConstraint(
                condition=models.Q(("is_imported", False), ("ended_at__isnull", False), _connector="OR"),
                name="write_back_imported_has_ended",
            ),
        ),
    ]
