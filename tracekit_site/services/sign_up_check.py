"""Checks for the doctor who may sign up."""

from django.conf import settings

from accounts.services.approval import waiting_sign_ups
from accounts.sign_up import SIGN_UP_MODES, needs_approval
from tracekit_site.services.install import InstallFault


def check_sign_up() -> str:
    """Checks that SIGNUP has a value that tracekit knows, and returns how many sign-ups wait for the operator."""
    if settings.SIGNUP not in SIGN_UP_MODES:
        raise InstallFault("SIGNUP must be 'open', 'approval' or 'closed'. Until it is, nobody can sign up.")
    waiting = waiting_sign_ups().count()
    return f"{settings.SIGNUP}; {waiting} waiting for approval" if waiting or needs_approval() else settings.SIGNUP
