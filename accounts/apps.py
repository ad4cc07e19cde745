from django.apps import AppConfig


class AccountsConfig(AppConfig):
    """People, their scope, their secrets, and asking for work."""

    name = "accounts"

    def ready(self) -> None:
        """Registers the app's background work."""
        from accounts import tasks  # noqa: F401
