from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('tracekit_site', '0003_standard_names'),
    ]

    operations = [
        migrations.CreateModel(
            name='ProxyFault',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('untrusted_proxy', 'Untrusted Proxy'), ('unknown_scheme', 'Unknown Scheme'), ('other_address', 'Other Address'), ('unknown_host', 'Unknown Host')], max_length=32, unique=True)),
                ('seen_at', models.DateTimeField()),
                ('logged_at', models.DateTimeField(blank=True, null=True)),
            ],
        ),
    ]
