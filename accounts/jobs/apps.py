from django.apps import AppConfig


class JobsConfig(AppConfig):
    """The job table, its claim and its worker."""

    name = "accounts.jobs"
    label = "jobs"

    def ready(self) -> None:
        """Registers the sweeper."""
        from accounts.jobs.services import sweep  # noqa: F401
