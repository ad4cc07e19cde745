"""Builds the settings page of storage: what the account uses, of how much, and when deferred work goes on."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime

from accounts.models import Account
from accounts.scope import being_deleted
from accounts.services.cpu_quota import cpu_used_today_s, deferred_until
from activities.units import format_duration, format_number, format_size
from matching.web.uploads.quota_messages import NEAR, load_usage

STORED: dict[str, tuple[str, str, Callable[[int], str]]] = {
    "stored_bytes": ("Stored files", "The contents of your files.", format_size),
    "files": ("Files", "All entries of the Files page, whatever their result.", format_number),
    "rows": ("Activities, files and uploads", "All of them together, from every service.", format_number),
}
"""The page shows these limits of what is stored: each with its label, a hint, and what formats an amount."""


@dataclass(frozen=True, slots=True)
class UsageBar:
    """Represents what is used of one limit, as a bar and as text; without a limit there is only the text."""

    label: str
    hint: str
    used: int
    limit: int | None
    text: str

    @property
    def is_near(self) -> bool:
        """Returns whether the limit is nearly or completely used."""
        return self.limit is not None and self.used >= NEAR * self.limit


@dataclass(frozen=True, slots=True)
class StoragePage:
    """Represents the page: its bars, whether there are limits, and when reading and matching go on, if they wait.

    `is_deleting` says that something is being deleted, which counts until then.
    """

    bars: list[UsageBar]
    has_limits: bool
    deferred_until: datetime | None
    is_deleting: bool


def storage_page(account: Account) -> StoragePage:
    """Builds the page in at most three queries, however much the account stores."""
    return StoragePage(list(_bars(account)), account.quota is not None, deferred_until(), bool(being_deleted()))


def _bars(account: Account) -> Iterator[UsageBar]:
    usage, quota = load_usage(), account.quota
    limits: dict[str, int] = quota._asdict() if quota else {}
    for name, (label, hint, format_amount) in STORED.items():
        yield _bar(label, hint, getattr(usage, name), limits.get(name), format_amount)
    if quota:
        hint = "How long reading and matching your files took. It starts again at midnight UTC."
        yield _bar("Processing today", hint, round(cpu_used_today_s()), quota.cpu_s, format_duration)


def _bar(label: str, hint: str, used: int, limit: int | None, format_amount: Callable[[int], str]) -> UsageBar:
    text = format_amount(used) if limit is None else f"{format_amount(used)} of {format_amount(limit)}"
    return UsageBar(label, hint, used, limit, text)
