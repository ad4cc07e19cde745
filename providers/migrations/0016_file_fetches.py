"""Adds the fetches of original files from platforms."""

import accounts.same_owner
import accounts.scope
import django.db.models.deletion
import django.utils.timezone
import uuid
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('activities', '0006_stated_ids'),
        ('providers', '0015_refused_client'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='FileFetch',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('reason', models.CharField(blank=True, default='', max_length=32)),
                ('clicked_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('ended_at', models.DateTimeField(null=True)),
                ('activity', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='activities.activity')),
                ('file', models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='activities.sourcefile')),
                ('owner', models.ForeignKey(default=accounts.scope.current_owner_id, editable=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('owner', 'activity'), name='file_fetch_once'), accounts.same_owner.SameOwner(field='activity', name='providers_filefetch_activity_same_owner'), accounts.same_owner.SameOwner(field='file', name='providers_filefetch_file_same_owner')],
            },
        ),
    ]
