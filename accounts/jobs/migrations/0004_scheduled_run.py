"""Gives tables, columns and stored task names the words of the field, and keeps every row."""

from django.db import migrations, models

RENAMED_TASKS = {
    "ask_for_pulls": "schedule_pulls",
    "ask_for_trims": "schedule_trims",
    "remove_orphans": "delete_orphans",
}
"""The functions of these tasks were renamed; a row whose name nothing runs any more would stay for ever."""


def rename_tasks(apps, schema_editor):
    for old, new in RENAMED_TASKS.items():
        apps.get_model("jobs", "ScheduledRun").objects.filter(task=old).update(task=new)


def restore_tasks(apps, schema_editor):
    for old, new in RENAMED_TASKS.items():
        apps.get_model("jobs", "ScheduledRun").objects.filter(task=new).update(task=old)


class Migration(migrations.Migration):

    dependencies = [
        ('jobs', '0003_front'),
    ]

    operations = [
        migrations.RemoveConstraint(model_name='tick', name='tick_once'),
        migrations.RenameModel(old_name='Tick', new_name='ScheduledRun'),
        migrations.RenameField(model_name='scheduledrun', old_name='chore', new_name='task'),
        migrations.RunPython(rename_tasks, restore_tasks),
        migrations.AddConstraint(
            model_name='scheduledrun',
            constraint=models.UniqueConstraint(fields=('task', 'slot'), name='scheduled_run_once'),
        ),
        migrations.RenameField(model_name='worker', old_name='heard_at', new_name='last_message_at'),
        migrations.RemoveConstraint(model_name='job', name='job_queued_once'),
        migrations.RemoveIndex(model_name='job', name='job_next'),
        migrations.RenameField(model_name='job', old_name='window', new_name='dedup_key'),
        migrations.RenameField(model_name='job', old_name='aside', new_name='is_blocked'),
        migrations.AddConstraint(
            model_name='job',
            constraint=models.UniqueConstraint(condition=models.Q(('state', 'queued')), fields=('owner', 'provider', 'kind', 'dedup_key'), name='job_queued_once'),
        ),
        migrations.AddIndex(
            model_name='job',
            index=models.Index(condition=models.Q(('is_blocked', False), ('state', 'queued')), fields=['lane', 'not_before', 'id'], name='job_next'),
        ),
    ]
