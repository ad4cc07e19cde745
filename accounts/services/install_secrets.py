"""Encrypts, decrypts and deletes the secrets that belong to the whole install."""

from dataclasses import dataclass, field
from datetime import datetime

from django.utils import timezone

from accounts.install_secret import InstallSecret
from accounts.secrets import decrypt, encrypt

ENCRYPTION_CONTEXT = ("accounts_installsecret", "content")
"""Every content is bound to these words, so they stay even when the table or the column is renamed."""


@dataclass(frozen=True, slots=True)
class DecryptedSecret:
    """Holds the content of an install secret, and when it was saved. Its `repr` shows no content."""

    content: bytes = field(repr=False)
    saved_at: datetime


def secret_context(name: str) -> tuple[str, ...]:
    """Returns the context that the content of that name is bound to."""
    return (*ENCRYPTION_CONTEXT, name)


def load_install_secret(name: str) -> DecryptedSecret | None:
    """Returns the secret of that name, None without one: one query. Raises UnknownKey or Tampered."""
    row = InstallSecret.objects.filter(name=name).first()
    return DecryptedSecret(decrypt(bytes(row.content), *secret_context(name)), row.saved_at) if row else None


def has_install_secret(name: str) -> bool:
    """Returns whether there is a secret of that name, whether or not it can be decrypted: one query."""
    return InstallSecret.objects.filter(name=name).exists()


def save_install_secret(name: str, content: bytes) -> None:
    """Saves the secret of that name, in place of an earlier one."""
    encrypted = encrypt(content, *secret_context(name))
    InstallSecret.objects.update_or_create(name=name, defaults={"content": encrypted, "saved_at": timezone.now()})


def delete_install_secret(name: str) -> None:
    """Deletes the secret of that name; it is no error when there is none."""
    InstallSecret.objects.filter(name=name).delete()
