"""Stores the code of a sandbox's athlete beside its connection, so that the connection's page can show it again."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('providers', '0004_pull_until_optional'),
    ]

    operations = [
        migrations.AddField(
            model_name='connection',
            name='sandbox_code',
            field=models.CharField(blank=True, default='', max_length=16),
        ),
    ]
