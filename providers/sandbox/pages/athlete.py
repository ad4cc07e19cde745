"""An athlete's own page: what the platform holds, and what was called."""

from dataclasses import dataclass
from datetime import UTC, datetime
from math import ceil

from providers.sandbox.http import Answer, Request
from providers.sandbox.pages.look import not_found, page
from providers.sandbox.recording import kinds_of
from providers.sandbox.service import Service
from providers.sandbox.store import Store
from providers.sandbox.store.activities import Activity, Rename
from providers.sandbox.store.faults import FAULTS, KINDS

PER_PAGE, CALLS = 50, 50


@dataclass(frozen=True)
class Row:
    """An activity as the page tells it."""

    activity: Activity
    renames: list[Rename]
    gear: str

    @property
    def facts(self) -> list[str]:
        """What it was, in few words."""
        outing = self.activity.outing
        minutes = outing.elapsed_s // 60
        far = f"{outing.distance_m / 1000:.1f} km" if outing.distance_m else ""
        when = f"{outing.local:%Y-%m-%d %H:%M} {outing.zone}"
        marks = {"private": outing.only_me, "by hand": outing.manual, "start hidden": outing.hidden_time}
        told = [outing.sport, when, far, f"{minutes // 60}:{minutes % 60:02} h", self.gear]
        return [fact for fact in told if fact] + [mark for mark, holds in marks.items() if holds]

    @property
    def names_before(self) -> list[tuple[str, str, str]]:
        """The names it had: name, until when, by whom."""
        return [(rename.before, _time(rename.at), rename.by) for rename in self.renames]

    @property
    def files(self) -> tuple[str, ...]:
        """The kinds of files there are of it."""
        return kinds_of(self.activity.outing)


def show(service: Service, request: Request, code: str) -> Answer:
    """`GET /athletes/<code>/`."""
    store = service.store
    athlete = store.athletes.get(code)
    if athlete is None:
        return not_found()
    count = store.activities.count(code)
    pages = max(1, ceil(count / PER_PAGE))
    number = _asked(request, pages)
    return page(
        "athlete",
        athlete=athlete,
        count=count,
        rows=_rows(store, code, number),
        number=number,
        pages=pages,
        newer=number - 1,
        older=number + 1 if number < pages else 0,
        gear=store.athletes.gear(code),
        kept=len(store.athletes.kept(code)),
        grants=[(_time(grant.made_at), sorted(grant.scopes), grant.is_alive) for grant in store.grants.of(code)],
        faults=store.faults.of(code),
        all_faults=FAULTS,
        all_kinds=KINDS,
        counts=store.calls.counts(code),
        calls=[(_time(call.at), call) for call in store.calls.of(code, CALLS)],
    )


def _asked(request: Request, pages: int) -> int:
    asked = request.query.get("page", "1")
    return min(pages, max(1, int(asked))) if asked.isdecimal() and len(asked) < 9 else 1


def _rows(store: Store, code: str, number: int) -> list[Row]:
    names = {owned.id: owned.gear.name for owned in store.athletes.gear(code)}
    return [
        Row(activity, store.activities.renames(activity.id), names.get(activity.outing.gear or "", ""))
        for activity in store.activities.of(code, most=PER_PAGE, skip=(number - 1) * PER_PAGE)
    ]


def _time(at: float) -> str:
    return f"{datetime.fromtimestamp(at, UTC):%Y-%m-%d %H:%M:%S}"
