"""Provides template filters for the pages about security."""

from datetime import datetime

from django import template
from django.utils import timezone

from accounts.dates import format_day_and_month
from accounts.models import Account

register = template.Library()


@register.filter
def relative_day(instant: datetime, account: Account) -> str:
    """Formats a day in the athlete's zone: `today`, `yesterday`, `November 3`, with another year than this."""
    day, today = instant.astimezone(account.zone).date(), timezone.now().astimezone(account.zone).date()
    if name := {0: "today", 1: "yesterday"}.get((today - day).days):
        return name
    return format_day_and_month(day, today.year)


@register.filter
def groups_of_four(key: str) -> str:
    """Splits a long key into groups of four, so that it can be typed off the page."""
    return " ".join(key[start : start + 4] for start in range(0, len(key), 4))
