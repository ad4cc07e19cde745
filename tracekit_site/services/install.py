"""What all machines of one install share, marked by the first release and proved afterwards.

The database holds the row. It proves the keys; an object in the store of files carries its id and proves the store.
"""

from collections.abc import Iterator
from contextlib import contextmanager

from django.conf import settings
from django.core import signing
from django.core.files.base import ContentFile
from django.db import transaction

from accounts.secrets import Tampered, UnknownKey, decrypt, encrypt, key_name, writing_key
from activities.storage.file_store import FileStore
from activities.storage.source_files import source_file_storage
from activities.storage.storage_errors import StorageUnavailable
from tracekit_site.models import Install

SALT = "tracekit_site.install"
MARK = ".install"
"""The object in the store. It lies beside the owners' folders, where neither the sweep nor a deletion looks."""

ADOPT = "run `python manage.py release --adopt` once"


class Fault(RuntimeError):
    """What does not fit together, and what to do: one or two sentences."""


def settle_install(*, adopt: bool = False) -> None:
    """Makes the row and its mark in the store if there is none yet.

    `adopt` takes the keys and the store of this process for the install's, whatever they were before. Raises Fault
    when they are another's; then nothing was changed.
    """
    with transaction.atomic():
        install, is_new = Install.objects.get_or_create(only=True)
        if is_new or adopt:
            install.signed = signing.Signer(salt=SALT).sign(str(install.pk))
            install.sealed = _sealed(install)
            install.save()
        if adopt or (is_new and _mark() is None):
            _set_mark(install)
        prove_keys(install)
        prove_files(install)
        reencrypt_install(install)


def reencrypt_install(install: Install) -> None:
    """Under the key that writes today: each start sees to it, so that an older key can go."""
    if key_name(bytes(install.sealed)) != writing_key().name:
        Install.objects.filter(pk=install.pk, sealed=install.sealed).update(sealed=_sealed(install))


def prove_keys(install: Install) -> None:
    """Raises Fault when this process has other keys than those that the row was made with."""
    try:
        signing.Signer(salt=SALT).unsign(install.signed)
    except signing.BadSignature:
        raise Fault(
            f"This process has another SECRET_KEY than the database was made with. {_give('secret-key')} "
            f"If it was changed on purpose, {ADOPT}: who is signed in is signed out."
        ) from None
    try:
        decrypt(bytes(install.sealed), SALT)
    except (UnknownKey, Tampered):
        raise Fault(
            f"This process has other CREDENTIAL_KEYS than the database was made with. {_give('credential-keys')} "
            f"If they are lost, {ADOPT}: what they sealed stays closed."
        ) from None


def prove_files(install: Install) -> None:
    """Raises Fault when the store of this process is not the one that this database's files lie in."""
    mark = _mark()
    if mark is None:
        raise Fault(
            f"The files of this database are not in {where_files_lie()}: nothing there says so. "
            "All machines of an install share one store of files; set DATA_DIR or FILES_BUCKET to it. If they lie "
            f"there all the same, or are lost, {ADOPT}."
        )
    if mark != str(install.pk):
        raise Fault(
            f"The files in {where_files_lie()} are those of another database. Set DATABASE_URL, and DATA_DIR or "
            f"FILES_BUCKET, to those of one install. If they belong together, {ADOPT}."
        )


def prove_writable() -> None:
    """Raises Fault when the store of this process takes nothing."""
    with _store() as store:
        store.delete(store.save(".doctor", ContentFile(b".")))


def where_files_lie() -> str:
    """The store of files, as an operator knows it."""
    return f"the bucket {settings.FILES_BUCKET}" if settings.FILES_BUCKET else str(settings.DATA_DIR / "files")


def _mark() -> str | None:
    with _store() as store:
        try:
            with store.open(MARK) as mark:
                return str(mark.read().decode(errors="replace"))
        except FileNotFoundError:
            return None


def _set_mark(install: Install) -> None:
    with _store() as store:
        store.delete(MARK)
        store.save(MARK, ContentFile(str(install.pk).encode()))


@contextmanager
def _store() -> Iterator[FileStore]:
    try:
        yield source_file_storage()
    except StorageUnavailable as problem:
        raise Fault(
            f"The store of files ({where_files_lie()}) does not answer or takes nothing ({problem}). "
            "Nothing was changed. Check FILES_BUCKET and its keys, or that DATA_DIR can be written and has room."
        ) from None


def _sealed(install: Install) -> bytes:
    return encrypt(install.pk.bytes, SALT)


def _give(file: str) -> str:
    return f"Give it the same, in the environment or as {settings.DATA_DIR / file}."
