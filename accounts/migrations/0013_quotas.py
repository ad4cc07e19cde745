"""Adds the quotas of accounts, and what they use of them."""


import accounts.scope
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('accounts', '0012_security_event'),
    ]

    operations = [
        migrations.AddField(
            model_name='account',
            name='quota_cpu_s',
            field=models.PositiveIntegerField(blank=True, null=True, verbose_name='Seconds of the processor a day'),
        ),
        migrations.AddField(
            model_name='account',
            name='quota_files',
            field=models.PositiveIntegerField(blank=True, null=True, verbose_name='Files'),
        ),
        migrations.AddField(
            model_name='account',
            name='quota_rows',
            field=models.PositiveIntegerField(blank=True, null=True, verbose_name='Activities, files and uploads'),
        ),
        migrations.AddField(
            model_name='account',
            name='quota_stored_bytes',
            field=models.PositiveBigIntegerField(blank=True, null=True, verbose_name='Bytes of stored files'),
        ),
        migrations.CreateModel(
            name='CpuUse',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('day', models.DateField()),
                ('seconds', models.FloatField(default=0)),
                ('owner', models.ForeignKey(default=accounts.scope.current_owner_id, editable=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('owner',), name='cpu_use_once')],
            },
        ),
        migrations.CreateModel(
            name='Usage',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('stored_bytes', models.BigIntegerField(default=0)),
                ('files', models.BigIntegerField(default=0)),
                ('rows', models.BigIntegerField(default=0)),
                ('owner', models.ForeignKey(default=accounts.scope.current_owner_id, editable=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('owner',), name='usage_once')],
            },
        ),
    ]
