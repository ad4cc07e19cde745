from django.apps import AppConfig


class AccountsConfig(AppConfig):
    """People, their scope, their secrets, and asking for work."""

    name = "accounts"
    default_auto_field = "django.db.models.BigAutoField"
