"""Formats the dates of pages, in American order. A no-break space keeps a day beside its month."""

from datetime import date


def format_day_and_month(day: date, this_year: int) -> str:
    """Returns `November 12`; in another year `November 12, 2025`."""
    return f"{day:%B}\u00a0{day.day}" + ("" if day.year == this_year else f", {day.year}")


def format_short_day(day: date, this_year: int) -> str:
    """Returns `Nov 12`; in another year `Nov 12, 2025`."""
    return f"{day:%b}\u00a0{day.day}" + ("" if day.year == this_year else f", {day.year}")
