"""Adds notifications, and whether they go by mail."""

import accounts.scope
import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('accounts', '0007_first_steps_and_provider_order'),
    ]

    operations = [
        migrations.AddField(
            model_name='account',
            name='email_notifications',
            field=models.CharField(choices=[('off', 'Off'), ('at_once', 'At once'), ('weekly', 'Once a week')], db_default='at_once', default='at_once', max_length=8),
        ),
        migrations.CreateModel(
            name='Notification',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(max_length=32)),
                ('provider', models.CharField(blank=True, default='', max_length=32)),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('read_at', models.DateTimeField(null=True)),
                ('mailed_at', models.DateTimeField(null=True)),
                ('owner', models.ForeignKey(default=accounts.scope.current_owner_id, editable=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'indexes': [models.Index(condition=models.Q(('mailed_at', None), ('read_at', None)), fields=['owner', 'created_at'], name='notification_unmailed')],
                'constraints': [models.UniqueConstraint(fields=('owner', 'kind', 'provider'), name='notification_once')],
            },
        ),
    ]
