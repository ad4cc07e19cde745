from django.apps import AppConfig


class AccountsConfig(AppConfig):
    """People, their scope, their secrets, and asking for work."""

    name = "accounts"

    def ready(self) -> None:
        """Registers the app's background work, and what follows from signing in."""
        from accounts import receivers, tasks  # noqa: F401
