from django.apps import AppConfig


class JobsConfig(AppConfig):
    """Configures the app of the job table and its workers."""

    name = "accounts.jobs"
    label = "jobs"

    def ready(self) -> None:
        """Registers the periodic tasks of this app."""
        from accounts.jobs.services import database_statistics, sweep  # noqa: F401
