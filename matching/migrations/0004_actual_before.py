from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("matching", "0003_standard_names")]

    operations = [migrations.RenameField("writeback", "found_value", "actual_before")]
