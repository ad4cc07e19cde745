"""Gives columns and states of source files the words of the field, and keeps every row."""

import accounts.same_owner
import django.db.models.deletion
from django.db import migrations, models


def rename_state(apps, schema_editor):
    apps.get_model('activities', 'SourceFile').objects.filter(state='twin').update(state='copy')


def restore_state(apps, schema_editor):
    apps.get_model('activities', 'SourceFile').objects.filter(state='copy').update(state='twin')


class Migration(migrations.Migration):

    dependencies = [
        ('activities', '0001_start'),
    ]

    operations = [
        migrations.RemoveConstraint(model_name='sourcefile', name='activities_sourcefile_twin_same_owner'),
        migrations.RenameField(model_name='sourcefile', old_name='twin', new_name='copy_of'),
        migrations.RenameField(model_name='sourcefile', old_name='unpacked', new_name='unpacked_entries'),
        migrations.AlterField(
            model_name='sourcefile',
            name='copy_of',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='copies', to='activities.sourcefile'),
        ),
        migrations.AlterField(
            model_name='sourcefile',
            name='state',
            field=models.CharField(choices=[('waiting', 'Waiting'), ('read', 'Read'), ('refused', 'Refused'), ('copy', 'Copy')], default='waiting', max_length=8),
        ),
        migrations.AddConstraint(
            model_name='sourcefile',
            constraint=accounts.same_owner.SameOwner(field='copy_of', name='activities_sourcefile_copy_of_same_owner'),
        ),
        migrations.RunPython(rename_state, restore_state),
    ]
