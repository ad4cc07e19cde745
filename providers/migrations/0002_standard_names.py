from django.db import migrations


class Migration(migrations.Migration):
    """Names the tables by the field's words: an OAuth state, and a rate-limit window."""

    dependencies = [("providers", "0001_start")]

    operations = [
        migrations.RenameModel("Consent", "OAuthState"),
        migrations.RenameModel("Window", "RateLimitWindow"),
    ]
