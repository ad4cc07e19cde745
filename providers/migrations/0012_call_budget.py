from django.db import migrations, models


class Migration(migrations.Migration):
    """Lets the row that remembers a refusal remember outages as well, and counts calls in a table of its own."""

    dependencies = [("providers", "0011_page_cursor")]

    operations = [
        migrations.RenameModel("RateLimitWindow", "CircuitBreaker"),
        migrations.AlterField("circuitbreaker", "full_until", models.DateTimeField(null=True)),
        migrations.AddField("circuitbreaker", "opened_at", models.DateTimeField(null=True)),
        migrations.AddField(
            "circuitbreaker",
            "cause",
            models.CharField(
                blank=True,
                choices=[("outage", "Outage"), ("inactive", "Inactive")],
                db_default="",
                default="",
                max_length=16,
            ),
        ),
        migrations.AddField("circuitbreaker", "probe_at", models.DateTimeField(null=True)),
        migrations.AddField(
            "circuitbreaker", "failing_key", models.CharField(blank=True, db_default="", default="", max_length=64)
        ),
        migrations.AddField("circuitbreaker", "failed_at", models.DateTimeField(null=True)),
        migrations.CreateModel(
            "RateLimitWindow",
            [
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("registration_name", models.CharField(max_length=32)),
                ("kind", models.CharField(max_length=16)),
                ("window_s", models.PositiveIntegerField()),
                ("call_limit", models.PositiveIntegerField()),
                ("used", models.PositiveIntegerField(default=0)),
                ("started_at", models.DateTimeField()),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=["registration_name", "kind", "window_s"], name="rate_limit_window_once"
                    )
                ],
            },
        ),
    ]
