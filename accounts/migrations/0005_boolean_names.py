"""Names booleans as booleans."""

from django.db import migrations


class Migration(migrations.Migration):

    dependencies = [
        ('accounts', '0004_demo'),
    ]

    operations = [
        migrations.RenameField(model_name='account', old_name='time_zone_confirmed', new_name='is_time_zone_confirmed'),
        migrations.RenameField(model_name='account', old_name='shortcuts', new_name='has_shortcuts'),
    ]
