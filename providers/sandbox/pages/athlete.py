"""Serves an athlete's own page: what the platform holds, and which calls were made."""

from dataclasses import dataclass
from datetime import UTC, datetime
from math import ceil

from providers.sandbox.database import SandboxDatabase
from providers.sandbox.database.activities import ActivityRename, SandboxActivity
from providers.sandbox.database.faults import CALL_KINDS, FAULTS
from providers.sandbox.http import SandboxRequest, SandboxResponse
from providers.sandbox.pages.rendering import render_not_found, render_page
from providers.sandbox.recording import file_kinds
from providers.sandbox.service import SandboxService

ACTIVITIES_PER_PAGE, CALLS_PER_PAGE = 50, 50


@dataclass(frozen=True)
class ActivityItem:
    """Holds what the page shows of one activity."""

    activity: SandboxActivity
    renames: list[ActivityRename]
    gear: str

    @property
    def name(self) -> str:
        """Returns the activity's name."""
        return self.activity.fixture.name

    @property
    def facts(self) -> list[str]:
        """Returns sport, time, distance, duration, gear and notes, each as a short text."""
        fixture = self.activity.fixture
        minutes = fixture.elapsed_s // 60
        distance = f"{fixture.distance_m / 1000:.1f} km" if fixture.distance_m else ""
        start = f"{fixture.local_start:%Y-%m-%d %H:%M} {fixture.zone}"
        notes = {"private": fixture.only_me, "by hand": fixture.manual, "start hidden": fixture.hidden_time}
        facts = [fixture.sport, start, distance, f"{minutes // 60}:{minutes % 60:02} h", self.gear]
        return [fact for fact in facts if fact] + [note for note, applies in notes.items() if applies]

    @property
    def names_before(self) -> list[tuple[str, str, str]]:
        """Returns earlier names, each with the time of its end and who changed it."""
        return [(rename.before, _format_time(rename.at), rename.by) for rename in self.renames]

    @property
    def files(self) -> tuple[str, ...]:
        """Returns the kinds of files that can be downloaded."""
        return file_kinds(self.activity.fixture)


def show_athlete(service: SandboxService, request: SandboxRequest, code: str) -> SandboxResponse:
    """Answers `GET /athletes/<code>/`."""
    database = service.database
    athlete = database.athletes.get(code)
    if athlete is None:
        return render_not_found()
    count = database.activities.count(code)
    page_count = max(1, ceil(count / ACTIVITIES_PER_PAGE))
    page_number = _read_page_number(request, page_count)
    grants = database.grants.for_athlete(code)
    return render_page(
        "athlete",
        athlete=athlete,
        count=count,
        activities=_list_items(database, code, page_number),
        page_number=page_number,
        page_count=page_count,
        newer_page=page_number - 1,
        older_page=page_number + 1 if page_number < page_count else 0,
        gear=database.athletes.gear(code),
        file_count=len(database.athletes.files(code)),
        grants=[(_format_time(grant.created_at), sorted(grant.granted_scopes), grant.is_alive) for grant in grants],
        faults=database.faults.for_athlete(code),
        all_faults=FAULTS,
        all_call_kinds=CALL_KINDS,
        counts=database.calls.counts(code),
        calls=[(_format_time(call.at), call) for call in database.calls.for_athlete(code, CALLS_PER_PAGE)],
    )


def _read_page_number(request: SandboxRequest, page_count: int) -> int:
    text = request.query.get("page", "1")
    return min(page_count, max(1, int(text))) if text.isdecimal() and len(text) < 9 else 1


def _list_items(database: SandboxDatabase, code: str, page_number: int) -> list[ActivityItem]:
    gear_names = {gear.id: gear.fixture.name for gear in database.athletes.gear(code)}
    offset = (page_number - 1) * ACTIVITIES_PER_PAGE
    return [
        ActivityItem(
            activity, database.activities.renames(activity.id), gear_names.get(activity.fixture.gear or "", "")
        )
        for activity in database.activities.for_athlete(code, limit=ACTIVITIES_PER_PAGE, offset=offset)
    ]


def _format_time(timestamp: float) -> str:
    return f"{datetime.fromtimestamp(timestamp, UTC):%Y-%m-%d %H:%M:%S}"
