from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('accounts', '0015_being_deleted'),
    ]

    operations = [
        migrations.AddField(
            model_name='account',
            name='approve_by',
            field=models.DateTimeField(null=True),
        ),
    ]
