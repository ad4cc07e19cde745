"""Answers the pages of the calendar: a year of squares, a month of workouts."""

from datetime import date

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from accounts.http import SignedInRequest
from accounts.models import Account
from activities.calendar import Month, NeighborDays, month_of, months_of
from activities.templatetags.formatting import today
from matching.summaries import summaries_between
from matching.web.pages.day import day_page
from matching.web.pages.filters import year_filter
from matching.web.pages.first_steps import first_steps
from matching.web.pages.links import adjacent_month_links, adjacent_year_links, month_link, year_links
from matching.web.pages.month import month_page
from matching.web.pages.year import year_page
from matching.workout_years import workout_days_around
from matching.workouts import load_workouts_between
from providers.web.revalidation import revalidated


@require_safe
@login_required
@revalidated()
def calendar_year(request: SignedInRequest, year: int) -> HttpResponse:
    """Shows a year; `?show=` selects one state, `?missing=` the workouts that are missing on a provider.

    Answers 404 before the first year with a workout, and after this year.
    """
    january, *_, december = months_of(year)
    neighbors = _load_neighbors(january, december, request.user)
    workouts = summaries_between(january.first, december.last)
    if not neighbors.has_year(year, has_workouts=bool(workouts)):
        raise Http404
    page = year_page(year, workouts, year_filter(request.GET.dict()), request.user.week_start, neighbors.today)
    before, after = adjacent_year_links(neighbors)
    context = {
        "page": page,
        "before": before,
        "after": after,
        "nearest": before or after,
        "years": year_links(neighbors),
        "first_steps": first_steps(request.user, request.page_state),
    }
    return render(request, "matching/year.html", context)


@require_safe
@login_required
@revalidated()
def calendar_month(request: SignedInRequest, year: int, month_number: int) -> HttpResponse:
    """Shows a month and the days that fill its weeks. Answers 404 in a year that the calendar does not reach."""
    month = Month(year, month_number)
    neighbors = _load_neighbors(month, month, request.user)
    weeks = month.weeks(request.user.week_start)
    workouts = load_workouts_between(weeks[0][0], weeks[-1][-1])
    page = month_page(month, workouts, request.user.week_start, neighbors.today)
    if not neighbors.has_year(year, has_workouts=bool(page.totals.total)):
        raise Http404
    before, after = adjacent_month_links(month, neighbors)
    nearest = neighbors.nearest and month_link(month_of(neighbors.nearest))
    context = {
        "page": page,
        "before": before,
        "after": after,
        "nearest": nearest,
        "years": year_links(neighbors),
        "this_month": month_link(month_of(neighbors.today)),
    }
    return render(request, "matching/month.html", context)


@require_safe
@login_required
@revalidated()
def calendar_day(request: SignedInRequest, year: int, month_number: int, day_number: int) -> HttpResponse:
    """Shows the workouts of a day, which can be joined there. Answers 404 for a day without any."""
    try:
        day = date(year, month_number, day_number)
    except ValueError:
        raise Http404 from None
    page = day_page(day, load_workouts_between(day, day))
    if not page.workouts:
        raise Http404
    return render(request, "matching/day.html", {"page": page})


def _load_neighbors(first: Month, last: Month, account: Account) -> NeighborDays:
    before, after, years = workout_days_around(first.first, last.last)
    return NeighborDays(before, after, today(account), years)
