from django.apps import AppConfig


class MatchingConfig(AppConfig):
    """Configures the app that finds workouts: which activities are the same, why, and where they differ."""

    name = "matching"

    def ready(self) -> None:
        """Connects the receivers and registers the app's background work."""
        from matching import receivers, tasks  # noqa: F401

        receivers.connect_receivers()
