from django.apps import AppConfig


class MatchingConfig(AppConfig):
    """Workouts: which activities are the same outing, why, and where they differ."""

    name = "matching"

    def ready(self) -> None:
        """Listens for activities that come and go, and registers the app's background work."""
        from matching import receivers, tasks  # noqa: F401

        receivers.listen()
