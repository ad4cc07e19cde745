"""Makes ids for pages of things whose own ids must not be shown: a session's key is as good as a password."""

from django.utils.crypto import salted_hmac


def opaque_id(kind: str, own_id: object) -> str:
    """Returns a keyed hash of the own id, different for each kind of thing, which only this install can compute.

    The salt is what it always was: pages that are open hold ids made with it.
    """
    return salted_hmac(f"accounts.marks.{kind}", str(own_id), algorithm="sha256").hexdigest()[:32]
