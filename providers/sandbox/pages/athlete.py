"""Serves an athlete's own page: what the platforms hold, and which calls were made."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from math import ceil

from providers.sandbox.database import SandboxDatabase
from providers.sandbox.database.activities import ActivityRename, SandboxActivity
from providers.sandbox.database.faults import CALL_KINDS, FAULTS, SandboxFault
from providers.sandbox.database.grants import SandboxGrant
from providers.sandbox.database.trips import SandboxTrip
from providers.sandbox.http import SandboxRequest, SandboxResponse
from providers.sandbox.pages.rendering import render_not_found, render_page
from providers.sandbox.platforms import PLATFORM_NAMES, read_platform
from providers.sandbox.recording import file_kinds
from providers.sandbox.service import SandboxService

ACTIVITIES_PER_PAGE, CALLS_PER_PAGE = 50, 50


@dataclass(frozen=True)
class ActivityItem:
    """Holds what the page shows of one activity or trip."""

    activity: SandboxActivity | SandboxTrip
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


@dataclass(frozen=True)
class ItemPage:
    """Holds one page of the activities or trips, and which pages are before and after it; 0 stands for none."""

    items: list[ActivityItem]
    count: int
    number: int
    page_count: int

    @property
    def newer(self) -> int:
        """Returns the number of the page with newer ones."""
        return self.number - 1

    @property
    def older(self) -> int:
        """Returns the number of the page with older ones."""
        return self.number + 1 if self.number < self.page_count else 0


def show_athlete(service: SandboxService, request: SandboxRequest, code: str) -> SandboxResponse:
    """Answers `GET /athletes/<code>/`."""
    database = service.database
    athlete = database.athletes.get(code)
    if athlete is None:
        return render_not_found()
    grants = database.grants.for_athlete(code)
    return render_page(
        "athlete",
        athlete=athlete,
        activities=_read_activities(database, code, request.query.get("page", "1")),
        user=database.ridewithgps_users.get(code),
        trips=_read_trips(database, code, request.query.get("trips_page", "1")),
        gear=database.athletes.gear(code),
        file_count=len(database.athletes.files(code)),
        grants=[_grant_texts(grant) for grant in grants],
        granted_platforms=_granted_platforms(grants),
        faults=[_describe_fault(fault) for fault in database.faults.for_athlete(code)],
        all_faults=FAULTS,
        all_call_kinds=CALL_KINDS,
        platforms=PLATFORM_NAMES,
        counts=[(name, database.calls.counts(code, platform)) for platform, name in PLATFORM_NAMES.items()],
        calls=[
            (_format_time(call.at), _platform_name(call.platform), call)
            for call in database.calls.for_athlete(code, CALLS_PER_PAGE)
        ],
    )


def _describe_fault(fault: SandboxFault) -> str:
    """Returns a fault as "500 on RideWithGPS, 3 times: list, rename"."""
    place = f" on {_platform_name(fault.platform)}" if fault.platform else ""
    activity = f" of {fault.activity}" if fault.activity else ""
    times = "forever" if fault.fault == "broken_activity" else f"{fault.times} time{'s' if fault.times != 1 else ''}"
    calls = f": {', '.join(fault.calls)}" if fault.calls else ""
    return f"{fault.fault}{place}{activity}, {times}{calls}"


def _platform_name(platform: str) -> str:
    known = read_platform(platform)
    return PLATFORM_NAMES[known] if known else platform


def _grant_texts(grant: SandboxGrant) -> tuple[str, str, list[str], bool]:
    """Returns platform, time and scopes of a grant, and whether it is alive."""
    return (
        PLATFORM_NAMES[grant.platform],
        _format_time(grant.created_at),
        sorted(grant.granted_scopes),
        grant.is_alive,
    )


def _granted_platforms(grants: Iterable[SandboxGrant]) -> dict[str, str]:
    """Returns the platforms to which an application was ever given access, with their names."""
    granted = {grant.platform for grant in grants}
    return {platform: name for platform, name in PLATFORM_NAMES.items() if platform in granted}


def _read_activities(database: SandboxDatabase, code: str, page: str) -> ItemPage:
    count = database.activities.count(code)
    number, page_count = _read_page_number(page, count)
    offset = (number - 1) * ACTIVITIES_PER_PAGE
    gear_names = _gear_names(database, code)
    items = [
        ActivityItem(
            activity, database.activities.renames(activity.id), gear_names.get(activity.fixture.gear or "", "")
        )
        for activity in database.activities.for_athlete(code, limit=ACTIVITIES_PER_PAGE, offset=offset)
    ]
    return ItemPage(items, count, number, page_count)


def _read_trips(database: SandboxDatabase, code: str, page: str) -> ItemPage:
    count = database.trips.count(code)
    number, page_count = _read_page_number(page, count)
    offset = (number - 1) * ACTIVITIES_PER_PAGE
    gear_names = _gear_names(database, code)
    items = [
        ActivityItem(trip, database.trips.renames(trip.id), gear_names.get(trip.fixture.gear or "", ""))
        for trip in database.trips.newest_first(code, limit=ACTIVITIES_PER_PAGE, offset=offset)
    ]
    return ItemPage(items, count, number, page_count)


def _read_page_number(text: str, count: int) -> tuple[int, int]:
    """Returns the number of the page that is asked for, or the nearest there is, and how many pages there are."""
    page_count = max(1, ceil(count / ACTIVITIES_PER_PAGE))
    number = int(text) if text.isdecimal() and len(text) < 9 else 1
    return min(page_count, max(1, number)), page_count


def _gear_names(database: SandboxDatabase, code: str) -> dict[str, str]:
    return {gear.id: gear.fixture.name for gear in database.athletes.gear(code)}


def _format_time(timestamp: float) -> str:
    return f"{datetime.fromtimestamp(timestamp, UTC):%Y-%m-%d %H:%M:%S}"
