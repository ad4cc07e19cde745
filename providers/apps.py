from django.apps import AppConfig


class ProvidersConfig(AppConfig):
    """Platforms, the connections to them, and the one door for writes."""

    name = "providers"

    def ready(self) -> None:
        """Registers the app's background work."""
        from providers import tasks  # noqa: F401
