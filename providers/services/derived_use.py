"""What may enter sums, feeds and figures."""

from django.conf import settings

from providers.registry import get_provider


def may_be_summed(provider: str) -> bool:
    """Whether what is known from that provider alone may: by its own rules, or because the operator says so."""
    return get_provider(provider).derived_use or provider in settings.DERIVED_USE
