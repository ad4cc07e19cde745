"""The calendar: a year of squares, a month of workouts."""

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from accounts.http import SignedInRequest
from accounts.models import Account
from activities.calendar import Month, NeighborDays, month_of, months_of
from activities.templatetags.formatting import today
from matching.nearest import days_around
from matching.summaries import summaries_between
from matching.web.pages.filters import year_filter
from matching.web.pages.links import month_steps, to_month, year_steps
from matching.web.pages.month import month_page
from matching.web.pages.year import year_page
from matching.workouts import load_workouts_between


@require_safe
@login_required
def calendar_year(request: SignedInRequest, year: int) -> HttpResponse:
    """One year; `?show=` lets one state through, `?missing=` what is missing on a provider.

    404 before the first year with a workout and after this one.
    """
    january, *_, december = months_of(year)
    around = _around(january, december, request.user)
    workouts = summaries_between(january.first, december.last)
    if not around.has_year(year, has_workouts=bool(workouts)):
        raise Http404
    page = year_page(year, workouts, year_filter(request.GET.dict()), request.user.week_start, around.today)
    before, after = year_steps(around)
    return render(
        request, "matching/year.html", {"page": page, "before": before, "after": after, "nearest": before or after}
    )


@require_safe
@login_required
def calendar_month(request: SignedInRequest, year: int, month: int) -> HttpResponse:
    """One month, with the days that fill its weeks. 404 in a year that the calendar does not have."""
    month_shown = Month(year, month)
    around = _around(month_shown, month_shown, request.user)
    weeks = month_shown.weeks(request.user.week_start)
    page = month_page(
        month_shown, load_workouts_between(weeks[0][0], weeks[-1][-1]), request.user.week_start, around.today
    )
    if not around.has_year(year, has_workouts=bool(page.tally.total)):
        raise Http404
    before, after = month_steps(month_shown, around)
    nearest = around.nearest and to_month(month_of(around.nearest))
    context = {
        "page": page,
        "before": before,
        "after": after,
        "nearest": nearest,
        "this": to_month(month_of(around.today)),
    }
    return render(request, "matching/month.html", context)


def _around(first: Month, last: Month, account: Account) -> NeighborDays:
    before, after = days_around(first.first, last.last)
    return NeighborDays(before, after, today(account))
