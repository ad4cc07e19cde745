"""Filters of the pages about who can get in."""

from datetime import datetime

from django import template
from django.utils import timezone

from accounts.models import Account

register = template.Library()


@register.filter
def day_words(instant: datetime, account: Account) -> str:
    """`today`, `yesterday`, `3 November`, with the year when it is another, by the athlete's own clock."""
    day, today = instant.astimezone(account.zone).date(), timezone.now().astimezone(account.zone).date()
    if near := {0: "today", 1: "yesterday"}.get((today - day).days):
        return near
    return f"{day.day}\u00a0{day:%B}" + (f" {day.year}" if day.year != today.year else "")


@register.filter
def in_fours(key: str) -> str:
    """A long key in groups, so that it can be typed off the page."""
    return " ".join(key[at : at + 4] for at in range(0, len(key), 4))
