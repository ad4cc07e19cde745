"""Stores what a provider says the same recording is called at another provider."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('activities', '0005_activities_folder'),
    ]

    operations = [
        migrations.AddField(
            model_name='activity',
            name='stated_ids',
            field=models.CharField(blank=True, db_default='', default='', max_length=255),
        ),
    ]
