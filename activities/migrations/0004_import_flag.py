"""Marks uploads of the import command, which quotas do not limit."""


from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('activities', '0003_drop_day_index'),
    ]

    operations = [
        migrations.AddField(
            model_name='upload',
            name='is_import',
            field=models.BooleanField(db_default=False, default=False),
        ),
    ]
