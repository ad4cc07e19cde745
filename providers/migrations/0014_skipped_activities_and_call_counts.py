"""Adds skipped activities, counts of calls, the pace of a pull, and pulls of a span."""

import accounts.same_owner
import accounts.scope
import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('providers', '0013_webhooks'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name='pull',
            name='page_s',
            field=models.FloatField(null=True),
        ),
        migrations.AddField(
            model_name='pull',
            name='paged_at',
            field=models.DateTimeField(null=True),
        ),
        migrations.AlterField(
            model_name='pull',
            name='kind',
            field=models.CharField(choices=[('first', 'First'), ('daily', 'Daily'), ('now', 'Now'), ('full', 'Full'), ('span', 'Span')], max_length=8),
        ),
        migrations.CreateModel(
            name='CallCount',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('provider', models.CharField(max_length=32)),
                ('registration_name', models.CharField(max_length=32)),
                ('hour', models.DateTimeField()),
                ('outcome', models.CharField(max_length=32)),
                ('count', models.PositiveIntegerField(default=0)),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('hour', 'provider', 'registration_name', 'outcome'), name='call_count_once')],
            },
        ),
        migrations.CreateModel(
            name='SkippedActivity',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('provider_id', models.CharField(blank=True, default='', max_length=128)),
                ('position', models.PositiveIntegerField(default=0)),
                ('reason', models.CharField(max_length=16)),
                ('listed_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('connection', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='skipped_activities', to='providers.connection')),
                ('owner', models.ForeignKey(default=accounts.scope.current_owner_id, editable=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('owner', 'connection', 'provider_id', 'position'), name='skipped_activity_once'), accounts.same_owner.SameOwner(field='connection', name='providers_skippedactivity_connection_same_owner')],
            },
        ),
    ]
