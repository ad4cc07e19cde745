"""Adds the security log."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('accounts', '0011_session_key_digests'),
    ]

    operations = [
        migrations.CreateModel(
            name='SecurityEvent',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(max_length=32)),
                ('hour', models.DateTimeField()),
                ('count', models.PositiveIntegerField(default=1)),
                ('account', models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='security_events', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'indexes': [models.Index(fields=['hour'], name='security_event_hour')],
                'constraints': [models.UniqueConstraint(fields=('account', 'kind', 'hour'), name='security_event_once'), models.UniqueConstraint(condition=models.Q(('account', None)), fields=('kind', 'hour'), name='security_event_of_nobody_once')],
            },
        ),
    ]
