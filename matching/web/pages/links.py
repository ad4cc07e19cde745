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
    return Link(reverse("calendar_year", args=[day.year]), str(day.year)) if day else None


def adjacent_month_links(month: Month, neighbors: NeighborDays) -> tuple[Link | None, Link | None]:
    """Returns the links to the months before and after, as far as the calendar reaches."""
    has_next = neighbors.after or month < month_of(neighbors.today)
    previous = month_link(month.plus_months(-1)) if neighbors.before else None
    following = month_link(month.plus_months(1)) if has_next else None
    return previous, following


def month_link(month: Month) -> Link:
    """Returns the link to a month."""
    return Link(reverse("calendar_month", args=[month.year, month.number]), str(month))
