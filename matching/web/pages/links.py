"""Links the pages of the calendar to each other."""

from dataclasses import dataclass
from datetime import date

from django.urls import reverse

from activities.calendar import Month, NeighborDays, month_of


@dataclass(frozen=True, slots=True)
class Link:
    """Represents an address and its text."""

    href: str
    name: str


def adjacent_year_links(neighbors: NeighborDays) -> tuple[Link | None, Link | None]:
    """Returns the links to the nearest years with a workout, before and after."""
    return _year_link(neighbors.before), _year_link(neighbors.after)


def _year_link(day: date | None) -> Link | None:
    return year_link(day.year) if day else None


def year_link(year: int) -> Link:
    """Returns the link to a year."""
    return Link(reverse("calendar_year", args=[year]), str(year))


def year_links(neighbors: NeighborDays) -> list[Link]:
    """Returns the links to all years with a workout, the newest first."""
    return [year_link(year) for year in neighbors.years]


def adjacent_month_links(month: Month, neighbors: NeighborDays) -> tuple[Link | None, Link | None]:
    """Returns the links to the months before and after, as far as the calendar reaches."""
    has_next = neighbors.after or month < month_of(neighbors.today)
    previous = month_link(month.plus_months(-1)) if neighbors.before else None
    following = month_link(month.plus_months(1)) if has_next else None
    return previous, following


def day_url(day: date) -> str:
    """Returns the address of the page of a day."""
    return reverse("calendar_day", args=[day.year, day.month, day.day])


def month_link(month: Month) -> Link:
    """Returns the link to a month."""
    return Link(reverse("calendar_month", args=[month.year, month.number]), str(month))


def calendar_views(year: int, month: int, list_href: str) -> list[Link]:
    """Returns the links to the views of the calendar: a year, a month and the list.

    Without a year (0) that of the newest workout is linked, without a month none.
    """
    links = [Link(reverse("calendar_year", args=[year]) if year else reverse("home"), "Year")]
    links += [Link(month_link(Month(year, month)).href, "Month")] if year and month else []
    return [*links, Link(list_href, "List")]
