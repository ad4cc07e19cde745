"""Gives tables, columns and states the words of the field, keeps every row, and adds the source of a write-back."""

import accounts.same_owner
import django.db.models.deletion
from django.db import migrations, models


def rename_state(apps, schema_editor):
    apps.get_model('matching', 'WriteBack').objects.filter(state='taken').update(state='accepted')


def restore_state(apps, schema_editor):
    apps.get_model('matching', 'WriteBack').objects.filter(state='accepted').update(state='taken')


class Migration(migrations.Migration):

    dependencies = [
        ('matching', '0002_one_click'),
        ('providers', '0001_start'),
    ]

    operations = [
        migrations.RenameField(model_name='workout', old_name='differs', new_name='has_differences'),
        migrations.RenameField(model_name='workout', old_name='asks', new_name='has_questions'),
        migrations.RenameField(model_name='workout', old_name='made_at', new_name='created_at'),
        migrations.RenameField(model_name='member', old_name='counts', new_name='is_counted'),
        migrations.RenameField(model_name='writeback', old_name='looks', new_name='verify_attempts'),
        migrations.RenameField(model_name='writeback', old_name='found', new_name='found_value'),
        migrations.AddField(
            model_name='writeback',
            name='source_provider',
            field=models.CharField(blank=True, default='', max_length=32),
        ),
        migrations.RemoveConstraint(model_name='trimmed', name='trimmed_once'),
        migrations.RemoveConstraint(model_name='trimmed', name='matching_trimmed_connection_same_owner'),
        migrations.RemoveConstraint(model_name='trimmed', name='matching_trimmed_workout_same_owner'),
        migrations.RenameModel(old_name='Trimmed', new_name='TrimmedActivity'),
        migrations.RenameIndex(
            model_name='trimmedactivity', old_name='trimmed_workout', new_name='trimmed_activity_workout'
        ),
        migrations.AlterField(
            model_name='trimmedactivity',
            name='connection',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='trimmed_activities', to='providers.connection'),
        ),
        migrations.AlterField(
            model_name='trimmedactivity',
            name='workout',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='trimmed_activities', to='matching.workout'),
        ),
        migrations.AddConstraint(
            model_name='trimmedactivity',
            constraint=models.UniqueConstraint(fields=('owner', 'connection', 'provider_id'), name='trimmed_activity_once'),
        ),
        migrations.AddConstraint(
            model_name='trimmedactivity',
            constraint=accounts.same_owner.SameOwner(field='connection', name='matching_trimmedactivity_connection_same_owner'),
        ),
        migrations.AddConstraint(
            model_name='trimmedactivity',
            constraint=accounts.same_owner.SameOwner(field='workout', name='matching_trimmedactivity_workout_same_owner'),
        ),
        migrations.AlterField(
            model_name='writeback',
            name='state',
            field=models.CharField(choices=[('queued', 'Queued'), ('compared', 'Compared'), ('sent', 'Sent'), ('accepted', 'Accepted'), ('done', 'Done'), ('already', 'Already'), ('conflict', 'Conflict'), ('failed', 'Failed')], default='queued', max_length=8),
        ),
        migrations.RunPython(rename_state, restore_state),
    ]
