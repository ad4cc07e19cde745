"""Saves and deletes the client id and the secret of an application that the operator of a self-hosted install made."""

import json

from django.conf import settings
from django.db import transaction

from accounts.scope import crossing
from accounts.services.install_secrets import delete_install_secret, has_install_secret, save_install_secret
from providers.errors import ProviderUnavailable
from providers.models import CircuitBreaker, Connection
from providers.registrations import secret_name, stored_client
from providers.services.circuit_breaker import record_success


class RegistrationInUse(Exception):
    """Connections use the stored application, so it can neither be deleted nor be replaced by another one."""


def save_client(provider: str, client_id: str, client_secret: str) -> None:
    """Saves the application of a platform, in place of an earlier one.

    Raises RegistrationInUse for another client id while connections use the earlier one: their grants belong to it.
    """
    with transaction.atomic():
        if _stored_client_id(provider) not in ("", client_id) and is_in_use(provider):
            raise RegistrationInUse
        save_install_secret(secret_name(provider), json.dumps([client_id, client_secret]).encode())
        _end_waiting(provider)


def delete_client(provider: str) -> None:
    """Deletes the stored application of a platform. Raises RegistrationInUse while connections use it."""
    with transaction.atomic():
        if is_in_use(provider):
            raise RegistrationInUse
        delete_install_secret(secret_name(provider))


def is_stored(provider: str) -> bool:
    """Returns whether an application is stored, whether or not it can be decrypted: one query."""
    return has_install_secret(secret_name(provider))


@crossing()
def is_in_use(provider: str) -> bool:
    """Returns whether connections of any account use the stored application, closed ones included: one query.

    None does while the settings name an application, which comes first.
    """
    if provider in settings.REGISTRATIONS:
        return False
    return Connection.across_accounts.filter(registration_name=provider).exists()


def _stored_client_id(provider: str) -> str:
    """Returns the client id of the stored application; empty without one, or when it cannot be decrypted."""
    try:
        client = stored_client(provider)
    except ProviderUnavailable:
        return ""  # The operator enters it anew, because the key is lost.
    return client.client_id if client else ""


@crossing()
def _end_waiting(provider: str) -> None:
    """Lets calls be made again that have waited because the platform refused the earlier client id or secret."""
    record_success(provider)
    refused = Connection.across_accounts.filter(registration_name=provider, last_error=CircuitBreaker.Cause.CLIENT)
    refused.update(waiting_until=None)
