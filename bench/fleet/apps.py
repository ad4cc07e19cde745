from django.apps import AppConfig


class FleetConfig(AppConfig):
    """Jobs that leave countable effects."""

    name = "bench.fleet"
    label = "fleet"

    def ready(self) -> None:
        """Registers the kinds."""
        from bench.fleet import job_kinds  # noqa: F401
