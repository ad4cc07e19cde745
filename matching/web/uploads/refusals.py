"""Groups refused files by reason: how many there are, and what helps."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field

from activities.models import SourceFile
from activities.parsers.error_messages import refusal_message
from activities.parsers.result import FileRefused, Value

TITLES = {
    "empty": "is empty|are empty",
    "zeros": "holds only zero bytes|hold only zero bytes",
    "unknown": "is not an activity file|are not activity files",
    "xml_other": "holds no timed activity|hold no timed activity",
    "doctype": "contains a document type declaration|contain a document type declaration",
    "fit_workout": "is a workout plan|are workout plans",
    "fit_course": "is a course to follow|are courses to follow",
    "fit_settings": "holds device settings|hold device settings",
    "fit_weight": "holds weight measurements|hold weight measurements",
    "fit_monitoring": "holds all-day monitoring|hold all-day monitoring",
    "fit_other": "is a FIT file without an activity|are FIT files without an activity",
    "tcx_course": "is a course to follow|are courses to follow",
    "tcx_empty": "is a TCX file without an activity|are TCX files without an activity",
    "tcx_workout": "is a workout plan|are workout plans",
    "no_time": "does not say when it took place|do not say when they took place",
    "no_content": "holds a single point in time|hold a single point in time",
    "bad_time": "has impossible times|have impossible times",
    "unreadable_time": "has times that cannot be read|have times that cannot be read",
    "gpx_route": "is a planned route|are planned routes",
    "gpx_untimed": "has no times in it|have no times in them",
    "gpx_waypoints": "holds waypoints and no track|hold waypoints and no track",
    "gpx_empty": "holds no track|hold no track",
    "damaged": "is damaged and holds nothing to read|are damaged and hold nothing to read",
    "too_big": "is too large|are too large",
    "too_many": "holds too many activities|hold too many activities",
    "too_much_work": "took too long to read|took too long to read",
    "fault": "couldn’t be read because of a bug in tracekit|couldn’t be read because of a bug in tracekit",
    "quota": "is more than your account has room for|are more than your account has room for",
    "ratio": "unpacks to far too much|unpack to far too much",
    "gz_bad": "is a damaged gz file|are damaged gz files",
    "zip_bad": "is a damaged archive, or lay in one|are damaged archives, or lay in one",
    "zip_big": "is too large an archive|are too large archives",
    "zip_empty": "is an archive with nothing in it|are archives with nothing in them",
    "zip_many": "is an archive of too many files|are archives of too many files",
    "zip_many_activities": "is an archive of too many activities|are archives of too many activities",
    "zip_list": "is an archive of too many files|are archives of too many files",
    "zip_left_out": "holds files that are no activities|hold files that are no activities",
    "zip_quota": "holds more than your account has room for|hold more than your account has room for",
    "zip_nested": "is an archive inside another one|are archives inside other ones",
    "zip_overlap": "is an abnormal archive|are abnormal archives",
    "zip_password": "is locked with a password|are locked with a password",
    "not_in_folder": "is no longer in your folder|are no longer in your folder",
    "folder_zip": "is an archive in your folder|are archives in your folder",
    "being_deleted": "is being deleted|are being deleted",
    "lost": "is no longer stored|are no longer stored",
}
"""These texts follow the number of files, by reason: one for a single file, one for several."""


@dataclass(slots=True)
class RefusalGroup:
    """Represents the files refused for one reason: `count` of them, of which the page names `files`.

    Of several reasons that share a title, `reason` is the first.
    """

    reason: str
    advice: str
    count: int = 0
    files: list[SourceFile] = field(default_factory=list)

    @property
    def title(self) -> str:
        """Returns `is empty` or `are empty`."""
        return TITLES[self.reason].split("|")[self.count != 1]

    @property
    def unnamed(self) -> int:
        """Returns how many files the page does not name."""
        return self.count - len(self.files)


def group_refusals(
    counts: Iterable[tuple[str, dict[str, Value], int]], files: Iterable[SourceFile]
) -> list[RefusalGroup]:
    """Returns one group per title, the largest first, from counts by reason and values and the files to name.

    Reasons of several formats share a title, such as that of a course to follow.
    """
    groups: dict[str, RefusalGroup] = {}
    for reason, values, count in counts:
        groups.setdefault(TITLES[reason], RefusalGroup(reason, advice_for(reason, values))).count += count
    named = defaultdict(list)
    for file in files:
        if file.reason:
            named[TITLES[file.reason]].append(file)
    for title, group in groups.items():
        group.files = named[title]
    return sorted(groups.values(), key=lambda group: -group.count)


def advice_for(reason: str, values: dict[str, Value]) -> str:
    """Returns what to do about it: the end of the refusal's sentence."""
    advice = refusal_message(FileRefused(reason, **values)).rpartition("; ")[2]
    return advice[0].upper() + advice[1:]
