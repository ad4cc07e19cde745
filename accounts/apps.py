from django.apps import AppConfig
from django.db.backends.signals import connection_created
from django.db.models.signals import post_migrate


class AccountsConfig(AppConfig):
    """Configures the app of people, their scope, their secrets, and their background work."""

    name = "accounts"

    def ready(self) -> None:
        """Registers background work, the receivers of sign-in, row security, and the triggers that count writes."""
        from accounts import receivers, tasks  # noqa: F401
        from accounts.application_role import grant_rows
        from accounts.data_version import create_triggers
        from accounts.row_security import follow_scope, secure_tables

        connection_created.connect(follow_scope)
        post_migrate.connect(create_triggers, sender=self)
        post_migrate.connect(secure_tables, sender=self)
        post_migrate.connect(grant_rows, sender=self)
