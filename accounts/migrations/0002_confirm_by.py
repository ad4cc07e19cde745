from django.db import migrations, models


def end_sessions(apps, schema_editor):
    """Sessions are sealed from now on. Those that are not would open no more, and codes in them stand in plain."""
    apps.get_model("accounts", "Session").objects.all().delete()


class Migration(migrations.Migration):

    dependencies = [
        ("accounts", "0001_start"),
    ]

    operations = [
        migrations.AddField(
            model_name="account",
            name="confirm_by",
            field=models.DateTimeField(null=True),
        ),
        migrations.RunPython(end_sessions, migrations.RunPython.noop),
    ]
