"""Configures the app of providers."""

from django.apps import AppConfig


class ProvidersConfig(AppConfig):
    """Configures the app of platforms, connections and writes to platforms."""

    name = "providers"

    def ready(self) -> None:
        """Registers the app's background work."""
        from providers import tasks  # noqa: F401
