"""Stores secrets that belong to the whole install and were entered while it runs, encrypted with its key."""

from django.db import models
from django.utils import timezone

from accounts.privacy import Privacy, WhenErased


class InstallSecret(models.Model):
    """An install secret is what the operator has entered for all accounts, such as an application at a platform.

    `name` says what it is for. `content` is encrypted with the key of the install and bound to the name; only
    `accounts.services.install_secrets` decrypts it.
    """

    name = models.CharField(max_length=64, unique=True)
    content = models.BinaryField(editable=False)
    saved_at = models.DateTimeField(default=timezone.now)

    privacy = Privacy(
        is_owned=False,
        export="it belongs to the install",
        retention="until the operator deletes it",
        erasure=WhenErased.NEVER,
        encrypted=("content",),
    )

    def __str__(self) -> str:
        return self.name
