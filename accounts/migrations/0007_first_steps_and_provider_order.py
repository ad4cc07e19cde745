"""Adds the checklist of first steps, which accounts from before do not get, and an athlete's order of providers."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('accounts', '0006_data_version'),
    ]

    operations = [
        migrations.AddField(
            model_name='account', name='has_first_steps', field=models.BooleanField(default=False)
        ),
        migrations.AlterField(
            model_name='account', name='has_first_steps', field=models.BooleanField(default=True)
        ),
        migrations.AddField(
            model_name='account',
            name='provider_order',
            field=models.CharField(blank=True, default='', max_length=255),
        ),
    ]
