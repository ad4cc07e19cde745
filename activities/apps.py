from django.apps import AppConfig
from django.db.models.signals import post_migrate


class ActivitiesConfig(AppConfig):
    """Configures the app of activities and source files."""

    name = "activities"

    def ready(self) -> None:
        """Registers the app's background work and the triggers that count, and has Django take every file of a form."""
        from activities import tasks  # noqa: F401
        from activities.upload_headers import accept_any_file_name
        from activities.usage_triggers import create_usage_triggers

        accept_any_file_name()
        post_migrate.connect(create_usage_triggers, sender=self)
