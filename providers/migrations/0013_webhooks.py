"""Adds what webhooks need: the athlete's index, subscriptions, deletions at platforms, and when was fetched last."""

import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models

import accounts.same_owner
import accounts.scope


class Migration(migrations.Migration):

    dependencies = [
        ('activities', '0005_activities_folder'),
        ("providers", "0012_call_budget"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='PlatformDeletion',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('state', models.CharField(choices=[('waiting', 'Waiting'), ('asking', 'Asking'), ('declined', 'Declined'), ('present', 'Present')], default='waiting', max_length=8)),
                ('noticed_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('tried_at', models.DateTimeField(null=True)),
                ('activity', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='activities.activity')),
                ('owner', models.ForeignKey(default=accounts.scope.current_owner_id, editable=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'constraints': [
                    models.UniqueConstraint(fields=('owner', 'activity'), name='platform_deletion_once'),
                    accounts.same_owner.SameOwner(field='activity', name='providers_platformdeletion_activity_same_owner'),
                ],
            },
        ),
        migrations.CreateModel(
            name='WebhookSubscription',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('registration_name', models.CharField(max_length=32, unique=True)),
                ('subscription_id', models.CharField(max_length=32)),
                ('callback_url', models.CharField(max_length=255)),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now)),
            ],
        ),
        migrations.AddField(
            model_name='connection',
            name='pushed_fetch_at',
            field=models.DateTimeField(null=True),
        ),
        migrations.AddField(
            model_name='connection',
            name='revocation_checked_at',
            field=models.DateTimeField(null=True),
        ),
        migrations.AddIndex(
            model_name='connection',
            index=models.Index(fields=['provider', 'athlete_id'], name='connection_athlete'),
        ),
    ]
