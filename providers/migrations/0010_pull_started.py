from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('providers', '0009_last_use'),
    ]

    operations = [
        migrations.AddIndex(
            model_name='pull',
            index=models.Index(fields=['started_at'], name='pull_started'),
        ),
    ]
