"""What stands in a page for a thing whose own name must not: a session's key is as good as a password."""

from django.utils.crypto import salted_hmac


def opaque_id(kind: str, name: object) -> str:
    """A keyed hash of the name, different for each kind of thing. Only this install can make it."""
    return salted_hmac(f"accounts.marks.{kind}", str(name), algorithm="sha256").hexdigest()[:32]
