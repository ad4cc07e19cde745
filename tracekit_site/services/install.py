"""Registers what all machines of one install share, at the first release, and verifies it afterwards.

The row in the database verifies the keys; an object in the file storage holds the row's id and verifies the storage.
"""

from collections.abc import Iterator
from contextlib import contextmanager

from django.conf import settings
from django.core import signing
from django.core.files.base import ContentFile
from django.db import transaction

from accounts.secrets import Tampered, UnknownKey, decrypt, encrypt, key_name, writing_key
from activities.storage.file_storage import FileStorage
from activities.storage.source_files import source_file_storage
from activities.storage.storage_errors import StorageUnavailable
from tracekit_site.models import Install

SALT = "tracekit_site.install"
"""Stored signatures and ciphertexts are bound to this text, so it never changes."""
MARKER_NAME = ".install"
"""The object has this name, beside the owners' folders; no sweep and no deletion touches it."""

ADOPT_HINT = "run `python manage.py release --adopt` once"


class InstallFault(RuntimeError):
    """Says in one or two sentences what does not match, and what to do."""


def register_install(*, adopt: bool = False) -> None:
    """Creates the row and the marker in the file storage if there are none yet, then verifies the keys and the storage.

    `adopt` makes the keys and the file storage of this process the install's, whatever they were before. Raises
    InstallFault when they belong to another install; then nothing was changed.
    """
    with transaction.atomic():
        install, is_new = Install.objects.get_or_create(is_singleton=True)
        if is_new or adopt:
            install.signed_id = signing.Signer(salt=SALT).sign(str(install.pk))
            install.encrypted_id = _encrypt_id(install)
            install.save()
        if adopt or (is_new and _read_marker() is None):
            _write_marker(install)
        verify_keys(install)
        verify_file_storage(install)
        reencrypt_install_id(install)


def reencrypt_install_id(install: Install) -> None:
    """Encrypts the id with the first key, at every start, so that older keys can be removed."""
    if key_name(bytes(install.encrypted_id)) != writing_key().name:
        stored = Install.objects.filter(pk=install.pk, encrypted_id=install.encrypted_id)
        stored.update(encrypted_id=_encrypt_id(install))


def verify_keys(install: Install) -> None:
    """Raises InstallFault when the keys of this process are not those that the row was created with."""
    try:
        signing.Signer(salt=SALT).unsign(install.signed_id)
    except signing.BadSignature:
        raise InstallFault(
            "This SECRET_KEY is not the one that the database was created with. "
            f"{_supply_hint('secret-key')} If it was changed on purpose, {ADOPT_HINT}: everyone is signed out."
        ) from None
    try:
        decrypt(bytes(install.encrypted_id), SALT)
    except (UnknownKey, Tampered):
        raise InstallFault(
            "These CREDENTIAL_KEYS are not the ones that the database was created with. "
            f"{_supply_hint('credential-keys')} If they are lost, {ADOPT_HINT}: values encrypted with them cannot be "
            "decrypted."
        ) from None


def verify_file_storage(install: Install) -> None:
    """Raises InstallFault when the file storage of this process does not hold this database's files."""
    marker = _read_marker()
    if marker is None:
        raise InstallFault(
            f"The files of this database are not in {file_storage_location()}: its marker is missing. "
            "All machines of an install share one file storage; set DATA_DIR or FILES_BUCKET to it. If the files are "
            f"there after all, or are lost, {ADOPT_HINT}."
        )
    if marker != str(install.pk):
        raise InstallFault(
            f"The files in {file_storage_location()} belong to another database. Set DATABASE_URL, and DATA_DIR or "
            f"FILES_BUCKET, to those of one install. If they belong together, {ADOPT_HINT}."
        )


def verify_store_is_writable() -> None:
    """Raises InstallFault when the file storage of this process accepts no file."""
    with open_file_storage() as storage:
        storage.delete(storage.save(".doctor", ContentFile(b".")))


def file_storage_location() -> str:
    """Returns the location of the file storage, as an operator sets it."""
    return f"the bucket {settings.FILES_BUCKET}" if settings.FILES_BUCKET else str(settings.DATA_DIR / "files")


def _read_marker() -> str | None:
    with open_file_storage() as storage:
        try:
            with storage.open(MARKER_NAME) as marker:
                return str(marker.read().decode(errors="replace"))
        except FileNotFoundError:
            return None


def _write_marker(install: Install) -> None:
    with open_file_storage() as storage:
        storage.delete(MARKER_NAME)
        storage.save(MARKER_NAME, ContentFile(str(install.pk).encode()))


@contextmanager
def open_file_storage() -> Iterator[FileStorage]:
    """Yields the file storage; translates its errors to InstallFault."""
    try:
        yield source_file_storage()
    except StorageUnavailable as error:
        raise InstallFault(
            f"The file storage ({file_storage_location()}) does not answer or accept files ({error}). "
            "Nothing was changed. Check FILES_BUCKET and its keys, or that DATA_DIR is writable and has space."
        ) from None


def _encrypt_id(install: Install) -> bytes:
    return encrypt(install.pk.bytes, SALT)


def _supply_hint(file: str) -> str:
    return f"Set the same one, in the environment or in {settings.DATA_DIR / file}."
