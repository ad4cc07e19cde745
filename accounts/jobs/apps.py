from django.apps import AppConfig


class JobsConfig(AppConfig):
    """Configures the app of the job table and its workers."""

    name = "accounts.jobs"
    label = "jobs"

    def ready(self) -> None:
        """Registers the sweep."""
        from accounts.jobs.services import sweep  # noqa: F401
