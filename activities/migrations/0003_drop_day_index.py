from django.db import migrations


class Migration(migrations.Migration):
    """Drops an index that no query uses any more, since a workout holds its own day."""

    dependencies = [("activities", "0002_copies")]

    operations = [migrations.RemoveIndex("activity", "activity_day")]
