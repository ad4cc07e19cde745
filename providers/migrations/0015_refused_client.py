"""Lets a circuit breaker be open because a platform refuses the client id or the secret."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('providers', '0014_skipped_activities_and_call_counts'),
    ]

    operations = [
        migrations.AlterField(
            model_name='circuitbreaker',
            name='cause',
            field=models.CharField(blank=True, choices=[('outage', 'Outage'), ('inactive', 'Inactive'), ('client', 'Client')], db_default='', default='', max_length=16),
        ),
    ]
