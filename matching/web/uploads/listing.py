"""The list of files: newest first, fifty a page, each with what came of it."""

from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import urlencode

from django.db.models import Count, Q, QuerySet, Subquery
from django.http import Http404, QueryDict

from accounts.models import Account
from activities.models import SourceFile
from matching.web.uploads.file_workouts import file_workouts
from matching.web.uploads.outcome import Outcome, outcome
from matching.web.uploads.refusals import Group, groups
from matching.web.uploads.upload_run import UploadRun, files_since, upload_run

PAGE = 50
NAMED = 200
"""So many refused files are named on the page; all stand in the report."""
SHOWS = {"": "All", "read": "Read", "refused": "Refused", "twin": "Already here"}


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which part of the list an address asks for."""

    page: int = 1
    show: str = ""

    @classmethod
    def of(cls, asked: QueryDict) -> "Wanted":
        """Raises Http404 for a page or a filter that cannot be."""
        page, show = asked.get("page", "1"), asked.get("show", "")
        if not (page.isascii() and page.isdecimal() and 0 < len(page) < 9 and int(page)) or show not in SHOWS:
            raise Http404
        return cls(int(page), show)

    def query(self, focus: str = "") -> str:
        """The end of its address: `?show=refused&page=2`; `focus` is the file that the page begins with."""
        said = {"show": self.show, "page": str(self.page) if self.page > 1 else "", "focus": focus}
        return "?" + urlencode({name: value for name, value in said.items() if value})

    def at_most_last(self) -> "Wanted":
        """The same part of the list, or its last page when there are fewer now."""
        return replace(self, page=max(1, min(self.page, -(-self.files.count() // PAGE))))

    @property
    def files(self) -> "QuerySet[SourceFile]":
        """All files that fit, newest first."""
        return SourceFile.objects.filter(**{"state": self.show} if self.show else {}).order_by("-uploaded_at", "id")

    @property
    def first(self) -> int:
        """How many files come before this page."""
        return (self.page - 1) * PAGE


@dataclass(frozen=True, slots=True)
class Listing:
    """One page of the list; `total` counts all that fit; `refused` are the run's groups, on the first page of all."""

    wanted: Wanted
    lines: list[tuple[SourceFile, Outcome]]
    total: int
    run: UploadRun | None
    refused: list[Group]

    @property
    def last(self) -> int:
        """The number of the last file on this page."""
        return self.wanted.first + len(self.lines)

    @property
    def newer(self) -> str:
        """The address's end of the page before; empty on the first."""
        return replace(self.wanted, page=self.wanted.page - 1).query() if self.wanted.page > 1 else ""

    @property
    def older(self) -> str:
        """The address's end of the next page; empty on the last."""
        return replace(self.wanted, page=self.wanted.page + 1).query() if self.last < self.total else ""

    @property
    def shows(self) -> list[tuple[str, str, bool]]:
        """Address's end, word and whether it is chosen, of each filter."""
        return [(Wanted(1, show).query(), word, show == self.wanted.show) for show, word in SHOWS.items()]


def listing(wanted: Wanted, account: Account) -> Listing:
    """Reads one page in at most five queries. Raises Http404 for a page that does not exist."""
    under_way = upload_run()
    rows = _rows(wanted, under_way if wanted == Wanted() else None)
    listed = [row for row in rows if row.listed]
    if wanted.page > 1 and not listed:
        raise Http404
    places = file_workouts([row.pk for row in listed])
    lines = [(row, outcome(row, places, account)) for row in listed]
    named = [row for row in rows if row.named]
    refused = groups(under_way.refusals, named) if under_way and wanted == Wanted() else []
    return Listing(wanted, lines, listed[0].fitting if listed else 0, under_way, refused)


def next_file(wanted: Wanted, file: SourceFile) -> str:
    """The id of the file below this one in the list, as text; empty below the last."""
    later = Q(uploaded_at__lt=file.uploaded_at) | Q(uploaded_at=file.uploaded_at, pk__gt=file.pk)
    following = wanted.files.filter(later).exclude(twin=file).values_list("pk", flat=True).first()
    return str(following or "")


def _rows(wanted: Wanted, under_way: UploadRun | None) -> list[Any]:
    """The files of the page (`listed`) and the run's refused ones (`named`) in one query, each with `fitting`."""
    page = wanted.files.values("pk")[wanted.first : wanted.first + PAGE]
    refused = files_since(under_way.begin) if under_way else SourceFile.objects.none()
    named = refused.filter(state=SourceFile.State.REFUSED).order_by("name", "pk").values("pk")[:NAMED]
    fitting = wanted.files.order_by().values("owner").annotate(count=Count("pk")).values("count")
    files = SourceFile.objects.annotate(listed=Q(pk__in=page), named=Q(pk__in=named), fitting=Subquery(fitting))
    return list(files.filter(Q(listed=True) | Q(named=True)).select_related("twin").order_by("-uploaded_at", "id"))
