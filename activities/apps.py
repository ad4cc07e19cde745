from django.apps import AppConfig


class ActivitiesConfig(AppConfig):
    """Configures the app of activities and source files."""

    name = "activities"

    def ready(self) -> None:
        """Registers the app's background work."""
        from activities import tasks  # noqa: F401
