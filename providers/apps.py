"""Configures the app of providers."""

from django.apps import AppConfig


class ProvidersConfig(AppConfig):
    """Configures platforms, the connections to them, and the one service that writes to them."""

    name = "providers"

    def ready(self) -> None:
        """Registers the app's background work."""
        from providers import tasks  # noqa: F401
