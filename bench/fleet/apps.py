"""Configures the app of the benches."""

from django.apps import AppConfig


class FleetConfig(AppConfig):
    """Installs jobs that leave effects which can be counted."""

    name = "bench.fleet"
    label = "fleet"

    def ready(self) -> None:
        """Registers the kinds."""
        from bench.fleet import job_kinds  # noqa: F401
