from django.apps import AppConfig


class ActivitiesConfig(AppConfig):
    """Activities, source files and what reads them."""

    name = "activities"

    def ready(self) -> None:
        """Registers the app's background work."""
        from activities import tasks  # noqa: F401
