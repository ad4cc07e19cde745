"""Builds the form that syncs one month, and reads what it sends."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from accounts.models import Account
from activities.provider_labels import ProviderLabel
from activities.templatetags.formatting import today
from providers.web.pages.connection_summary import ConnectionSummary

FIRST_MONTH = "1970-01"
MONTH = re.compile(r"(\d{4})-(\d{2})", re.ASCII)


class InvalidMonth(ValueError):
    """The text is no month up to now."""


@dataclass(frozen=True, slots=True)
class MonthForm:
    """Holds the connections that can be synced by month, each with its platform, and the months that can be chosen."""

    connections: Sequence[tuple[str, ProviderLabel]]
    first_month: str
    last_month: str


def month_form(summaries: Sequence[ConnectionSummary], account: Account) -> MonthForm | None:
    """Returns the form for these connections; None when none of them can be synced by month."""
    connections = [
        (str(summary.connection.pk), summary.provider_label) for summary in summaries if summary.can_sync_month
    ]
    return MonthForm(connections, FIRST_MONTH, f"{today(account):%Y-%m}") if connections else None


def parse_month(text: str, account: Account) -> date:
    """Returns the first day of a month such as `2026-05`. Raises InvalidMonth."""
    match = MONTH.fullmatch(text)
    try:
        month = date(int(match[1]), int(match[2]), 1) if match else None
    except ValueError:
        month = None
    if month is None or month > today(account) or text < FIRST_MONTH:
        raise InvalidMonth
    return month
