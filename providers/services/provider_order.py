"""Changes the order in which pages list an athlete's providers."""

from collections.abc import Iterable

from accounts.models import Account
from activities.provider_labels import own_order, sorted_labels
from providers.registry import PROVIDERS


def listed_providers(account: Account) -> list[str]:
    """Returns the names of all providers, in the athlete's order."""
    with own_order(account.provider_order.split()):
        return [label.provider for label in sorted_labels(PROVIDERS)]


def move_provider(account: Account, provider: str, by: int) -> None:
    """Moves a provider down by so many places, or up by a negative number; at an end of the list it stays there."""
    names = listed_providers(account)
    place = names.index(provider)
    names.insert(max(0, place + by), names.pop(place))
    _save_order(account, names)


def arrange_providers(account: Account, names: Iterable[str]) -> None:
    """Lists the providers in this order; those that it does not name follow, and names of others are ignored."""
    known = listed_providers(account)
    named = [name for name in dict.fromkeys(names) if name in known]
    _save_order(account, [*named, *(name for name in known if name not in named)])


def _save_order(account: Account, names: Iterable[str]) -> None:
    account.provider_order = " ".join(names)
    Account.objects.filter(pk=account.pk).update(provider_order=account.provider_order)
