from django.apps import AppConfig


class MatchingConfig(AppConfig):
    """Workouts: which activities are the same outing, why, and where they differ."""

    name = "matching"

    def ready(self) -> None:
        """Listens for activities that come and go."""
        from matching import receivers

        receivers.listen()
