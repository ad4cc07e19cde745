from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('accounts', '0016_transmission'),
    ]

    operations = [
        migrations.AddField(
            model_name='account',
            name='approve_by',
            field=models.DateTimeField(null=True),
        ),
    ]
