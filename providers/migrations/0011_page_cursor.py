"""Adds the cursor of a pull's next page, what change feeds and forecasts need, and the browser of a consent."""

from django.db import migrations, models
from django.db.models import CharField
from django.db.models.functions import Cast


def number_to_cursor(apps, schema_editor):
    """Lets open pulls go on from their page: until now the number of the page was the cursor of every platform."""
    pulls = apps.get_model("providers", "Pull")._base_manager.filter(ended_at=None, next_page__gt=1)
    pulls.update(cursor=Cast("next_page", CharField()))


class Migration(migrations.Migration):

    dependencies = [
        ('providers', '0010_pull_started'),
    ]

    operations = [
        migrations.AddField(
            model_name='connection',
            name='changes_until',
            field=models.DateTimeField(null=True),
        ),
        migrations.AddField(
            model_name='oauthstate',
            name='browser_hash',
            field=models.CharField(blank=True, db_default='', default='', max_length=64),
        ),
        migrations.AddField(
            model_name='pull',
            name='changed_ids',
            field=models.JSONField(null=True),
        ),
        migrations.AddField(
            model_name='pull',
            name='changes_until',
            field=models.DateTimeField(null=True),
        ),
        migrations.AddField(
            model_name='pull',
            name='cursor',
            field=models.CharField(blank=True, db_default='', default='', max_length=255),
        ),
        migrations.AddField(
            model_name='pull',
            name='expected_count',
            field=models.PositiveIntegerField(null=True),
        ),
        migrations.RunPython(number_to_cursor, migrations.RunPython.noop),
    ]
