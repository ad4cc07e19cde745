"""Gives columns, a stored job kind and a stored task name the words of the field, and keeps every row."""

from django.db import migrations, models

RENAMED_KIND = ("demo.end", "demo.expire")
"""Jobs of the old kind finish under the new one."""
RENAMED_TASK = ("end_demos", "expire_demos")
"""The function of this task was renamed; a row whose name nothing runs any more would stay for ever."""


def rename_values(apps, schema_editor):
    _replace(apps, *RENAMED_KIND, *RENAMED_TASK)


def restore_values(apps, schema_editor):
    _replace(apps, *reversed(RENAMED_KIND), *reversed(RENAMED_TASK))


def _replace(apps, old_kind, new_kind, old_task, new_task):
    apps.get_model("jobs", "Job").objects.filter(kind=old_kind).update(kind=new_kind)
    apps.get_model("jobs", "ScheduledRun").objects.filter(task=old_task).update(task=new_task)


class Migration(migrations.Migration):

    dependencies = [
        ('tracekit_site', '0002_demo'),
        ('jobs', '0004_scheduled_run'),
    ]

    operations = [
        migrations.RemoveConstraint(model_name='install', name='install_once'),
        migrations.RenameField(model_name='install', old_name='only', new_name='is_singleton'),
        migrations.RenameField(model_name='install', old_name='signed', new_name='signed_id'),
        migrations.RenameField(model_name='install', old_name='sealed', new_name='encrypted_id'),
        migrations.RenameField(model_name='install', old_name='made_at', new_name='created_at'),
        migrations.AddConstraint(
            model_name='install',
            constraint=models.CheckConstraint(condition=models.Q(('is_singleton', True)), name='install_once'),
        ),
        migrations.RenameField(model_name='demo', old_name='code', new_name='athlete_code'),
        migrations.RenameField(model_name='demo', old_name='began_at', new_name='created_at'),
        migrations.RunPython(rename_values, restore_values),
    ]
