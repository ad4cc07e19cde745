from django.apps import AppConfig


class AccountsConfig(AppConfig):
    """Configures the app of people, their scope, their secrets, and their background work."""

    name = "accounts"

    def ready(self) -> None:
        """Registers the app's background work and the receivers of sign-in."""
        from accounts import receivers, tasks  # noqa: F401
