"""Adds when the tokens of a connection were last used, and by which kind of job."""


from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('providers', '0008_closed_connections'),
    ]

    operations = [
        migrations.AddField(
            model_name='connection',
            name='last_used_at',
            field=models.DateTimeField(null=True),
        ),
        migrations.AddField(
            model_name='connection',
            name='last_used_by',
            field=models.CharField(blank=True, db_default='', default='', max_length=64),
        ),
    ]
