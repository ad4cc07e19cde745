"""Tells how much room the current owner's quota leaves."""

from dataclasses import dataclass
from math import inf

from django.conf import settings

from accounts.models import Account, Usage
from accounts.quota import Quota
from accounts.scope import OwnerDeleted, current_owner_id


class QuotaFull(Exception):
    """The account has no room for what was to be stored; `limit` names the field of `Quota` that is full."""

    def __init__(self, limit: str) -> None:
        super().__init__(limit)
        self.limit = limit


@dataclass(slots=True)
class Room:
    """Room is what a quota leaves: bytes of files, files and rows. Without a quota it has no end."""

    stored_bytes: float = inf
    files: float = inf
    rows: float = inf

    def take(self, **amounts: int) -> None:
        """Takes amounts, given by the names of the fields. Raises QuotaFull, and takes none, when one does not fit."""
        for limit, amount in amounts.items():
            if amount > max(getattr(self, limit), 0):
                raise QuotaFull(limit)
        for limit, amount in amounts.items():
            setattr(self, limit, getattr(self, limit) - amount)


def load_room() -> Room:
    """Returns the room that is left: two queries, and none where there are no quotas.

    It holds for certain only in a transaction that has locked the account. Raises OwnerDeleted.
    """
    quota = _current_quota()
    if quota is None:
        return Room()
    usage = Usage.objects.first() or Usage()
    return Room(quota.stored_bytes - usage.stored_bytes, quota.files - usage.files, quota.rows - usage.rows)


def _current_quota() -> Quota | None:
    if not settings.HOSTED:
        return None
    account = Account.objects.filter(pk=current_owner_id()).first()
    if account is None:
        raise OwnerDeleted("the account was deleted")
    return account.quota
