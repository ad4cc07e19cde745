"""Says who may sign up: everybody, everybody whom the operator approves, or nobody, as the setting SIGNUP has it."""

from django.conf import settings

OPEN, APPROVAL, CLOSED = "open", "approval", "closed"
SIGN_UP_MODES = (OPEN, APPROVAL, CLOSED)
"""These are the values of SIGNUP; any other one closes sign-ups, and the doctor names it."""


def takes_sign_ups() -> bool:
    """Returns whether strangers may sign up."""
    return settings.SIGNUP in (OPEN, APPROVAL)


def needs_approval() -> bool:
    """Returns whether the operator has to approve an account that signs up now."""
    return bool(settings.SIGNUP == APPROVAL)


def can_keep_demo() -> bool:
    """Returns whether a demo can become an account: not where the operator approves each of them."""
    return bool(settings.SIGNUP == OPEN)
