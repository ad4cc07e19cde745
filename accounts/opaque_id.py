"""Computes ids for pages of rows whose own ids must stay secret: a session key is as good as a password."""

from django.utils.crypto import salted_hmac


def opaque_id(kind: str, own_id: object) -> str:
    """Returns a keyed hash of the own id, different for each kind of row, which only this install can compute.

    The salt never changes, because pages that are open now contain ids made with it.
    """
    return salted_hmac(f"accounts.marks.{kind}", str(own_id), algorithm="sha256").hexdigest()[:32]
