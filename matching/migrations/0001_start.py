import accounts.same_owner
import accounts.scope
import django.db.models.deletion
import django.utils.timezone
import uuid
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('activities', '0001_start'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Workout',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('differs', models.BooleanField(default=False)),
                ('asks', models.BooleanField(default=False)),
                ('made_at', models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ('leader', models.OneToOneField(on_delete=django.db.models.deletion.DO_NOTHING, related_name='led_workout', to='activities.activity')),
                ('owner', models.ForeignKey(default=accounts.scope.current_owner_id, editable=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
        ),
        migrations.CreateModel(
            name='Member',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('counts', models.BooleanField(default=True)),
                ('activity', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='member', to='activities.activity')),
                ('owner', models.ForeignKey(default=accounts.scope.current_owner_id, editable=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('workout', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='members', to='matching.workout')),
            ],
        ),
        migrations.CreateModel(
            name='Question',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('shift', 'shift'), ('twice', 'twice'), ('parts', 'parts'), ('overlap', 'overlap'), ('sport', 'sport'), ('day', 'day')], max_length=8)),
                ('shift_s', models.PositiveIntegerField(null=True)),
                ('first', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='questions_first', to='activities.activity')),
                ('owner', models.ForeignKey(default=accounts.scope.current_owner_id, editable=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('second', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='questions_second', to='activities.activity')),
            ],
            options={
                'indexes': [models.Index(fields=['owner', 'second'], name='question_second')],
                'constraints': [models.UniqueConstraint(fields=('owner', 'first', 'second'), name='question_once'), accounts.same_owner.SameOwner(field='first', name='matching_question_first_same_owner'), accounts.same_owner.SameOwner(field='second', name='matching_question_second_same_owner')],
            },
        ),
        migrations.AddConstraint(
            model_name='workout',
            constraint=models.UniqueConstraint(fields=('owner', 'id'), name='workout_owner_id'),
        ),
        migrations.AddConstraint(
            model_name='workout',
            constraint=accounts.same_owner.SameOwner(field='leader', name='matching_workout_leader_same_owner'),
        ),
        migrations.AddIndex(
            model_name='member',
            index=models.Index(fields=['owner', 'workout'], name='member_workout'),
        ),
        migrations.AddConstraint(
            model_name='member',
            constraint=accounts.same_owner.SameOwner(field='workout', name='matching_member_workout_same_owner'),
        ),
        migrations.AddConstraint(
            model_name='member',
            constraint=accounts.same_owner.SameOwner(field='activity', name='matching_member_activity_same_owner'),
        ),
    ]
