from django.apps import AppConfig
from django.db.models.signals import post_migrate


class AccountsConfig(AppConfig):
    """Configures the app of people, their scope, their secrets, and their background work."""

    name = "accounts"

    def ready(self) -> None:
        """Registers the app's background work, the receivers of sign-in, and the triggers that count writes."""
        from accounts import receivers, tasks  # noqa: F401
        from accounts.data_version import create_triggers

        post_migrate.connect(create_triggers, sender=self)
