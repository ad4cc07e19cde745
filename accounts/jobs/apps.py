from django.apps import AppConfig
from django.db.backends.signals import connection_created
from django.db.models.signals import post_migrate


class JobsConfig(AppConfig):
    """Configures the app of the job table and its workers."""

    name = "accounts.jobs"
    label = "jobs"

    def ready(self) -> None:
        """Registers the periodic tasks of this app, and what PostgreSQL needs to plan its queries well."""
        from accounts.jobs.services import database_statistics, sweep  # noqa: F401

        connection_created.connect(database_statistics.adapt_planner)
        post_migrate.connect(database_statistics.create_analyze_function, sender=self)
