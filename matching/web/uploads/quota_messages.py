"""Explains what is used of an account's quota, and what to do when it is full."""

from collections.abc import Callable

from accounts.models import Account, Usage
from activities.units import format_number, format_size
from matching.web.uploads.storage_messages import NOTHING_KEPT

FREE_ROOM = "Delete files that you no longer need, or ask the operator for more room."
WHEN_FULL = "When that limit is reached, uploads stop and everything else goes on."

COUNTED: dict[str, tuple[str, Callable[[int], str]]] = {
    "stored_bytes": (" of files", format_size),
    "files": (" files", format_number),
    "rows": (" activities, files and uploads", format_number),
}
"""A limit of `Quota` counts these things; each has the end of its sentence, and what formats an amount."""

NEAR = 0.9
"""From this share of a limit on, the files page says how much is used."""


def refuse_upload(account: Account, limit: str) -> str:
    """Returns why files were not taken, and that none of them were saved: one query."""
    return f"There is no room for these files. {_describe(account, load_usage(), limit)} {NOTHING_KEPT}"


def describe_fullest(account: Account) -> str:
    """Returns how much is used of the fullest limit, and the way out; empty while there is room: at most one query."""
    if account.quota is None:
        return ""
    usage, limits = load_usage(), account.quota._asdict()
    shares = {name: getattr(usage, name) / limits[name] if limits[name] else 1.0 for name in COUNTED}
    fullest = max(shares, key=lambda name: shares[name])
    return f"{_describe(account, usage, fullest)} {WHEN_FULL} {FREE_ROOM}" if shares[fullest] >= NEAR else ""


def load_usage() -> Usage:
    """Returns what the current owner uses: one query, however much it is."""
    usage: Usage | None = Usage.objects.first()
    return usage or Usage()


def _describe(account: Account, usage: Usage, limit: str) -> str:
    """Returns the sentence `Your account holds 49,980 of at most 50,000 files.` for a limit."""
    noun, format_amount = COUNTED[limit]
    used, most = (format_amount(getattr(holder, limit)) for holder in (usage, account.quota))
    return f"Your account holds {used} of at most {most}{noun}."
