"""Computes the keyed digest that the database holds of a session key, so that a copy of it opens no session."""

from django.utils.crypto import salted_hmac

DIGEST_LENGTH = 40
"""The column holds this many characters: 160 bits in hexadecimal."""


def digest_session_key(session_key: str) -> str:
    """Returns the digest that the session's row has, which only this install can compute.

    The salt never changes, because rows have digests made with it.
    """
    return salted_hmac("accounts.session_key", session_key, algorithm="sha256").hexdigest()[:DIGEST_LENGTH]
