"""Decides which activities may enter sums, feeds and figures."""

from django.conf import settings

from providers.registry import get_provider


def may_be_summed(provider: str) -> bool:
    """Returns whether workouts known from that provider alone may be summed, by its rules or the operator's setting."""
    return get_provider(provider).derived_use or provider in settings.DERIVED_USE
