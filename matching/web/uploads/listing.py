"""Lists files, newest first and fifty a page, each with its outcome."""

from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any
from urllib.parse import urlencode

from django.core.paginator import Paginator
from django.db.models import Count, Q, QuerySet, Subquery
from django.http import Http404, QueryDict

from accounts.models import Account
from activities.being_deleted import count_deletions
from activities.models import SourceFile
from matching.web.pages.pagination import counted_page
from matching.web.uploads.file_workouts import file_workouts
from matching.web.uploads.outcome import Outcome, file_outcome
from matching.web.uploads.refusals import RefusalGroup, group_refusals
from matching.web.uploads.upload_run import UploadRun, current_run, files_since

PAGE_SIZE = 50
MAX_NAMED = 200
"""The page names at most this many refused files; the report names all."""
FILTERS = {"": "All", "read": "Read", "refused": "Refused", "copy": "Already here"}
"""The list can be filtered by these states, each with its label on the page."""
OLD_FILTERS = {"twin": "copy"}
"""Addresses that people have kept may name a state as it was called before."""


@dataclass(frozen=True, slots=True)
class ListingQuery:
    """Says which page of the list an address names, and which state it filters by."""

    page: int = 1
    state: str = ""

    @classmethod
    def from_parameters(cls, parameters: QueryDict) -> "ListingQuery":
        """Reads the query of an address. Raises Http404 for a page or a filter that cannot be."""
        page, state = parameters.get("page", "1"), parameters.get("show", "")
        state = OLD_FILTERS.get(state, state)
        if not (page.isascii() and page.isdecimal() and 0 < len(page) < 9 and int(page)) or state not in FILTERS:
            raise Http404
        return cls(int(page), state)

    def as_text(self, focus: str = "") -> str:
        """Returns the end of its address: `?show=refused&page=2`; `focus` is the file that gets the focus."""
        parameters = {"show": self.state, "page": str(self.page) if self.page > 1 else "", "focus": focus}
        return "?" + urlencode({name: value for name, value in parameters.items() if value})

    def clamped(self) -> "ListingQuery":
        """Returns the same query, or that of the last page when there are fewer now."""
        return replace(self, page=min(self.page, Paginator(self.files, PAGE_SIZE).num_pages))

    @property
    def files(self) -> "QuerySet[SourceFile]":
        """Returns all files that fit, newest first."""
        files = SourceFile.objects.visible().order_by("-uploaded_at", "id")
        return files.filter(state=self.state) if self.state else files


@dataclass(frozen=True)
class Listing:
    """Represents one page of the list; `total` counts all files that fit.

    `refused` holds the run's refused files by reason, on the first page of the unfiltered list only.
    """

    query: ListingQuery
    rows: list[tuple[SourceFile, Outcome]]
    total: int
    run: UploadRun | None
    refused: list[RefusalGroup]

    @cached_property
    def page(self) -> Any:
        """Returns Django's page: its number, its bounds and its neighbors. Raises Http404 when there is none."""
        return counted_page(self.query.page, PAGE_SIZE, self.total)

    @property
    def deletions(self) -> int:
        """Returns how many deletions of files and uploads still go on."""
        return count_deletions()

    @property
    def newer(self) -> str:
        """Returns the query of the page before; empty on the first."""
        return replace(self.query, page=self.query.page - 1).as_text() if self.page.has_previous() else ""

    @property
    def older(self) -> str:
        """Returns the query of the next page; empty on the last."""
        return replace(self.query, page=self.query.page + 1).as_text() if self.page.has_next() else ""

    @property
    def filters(self) -> list[tuple[str, str, bool]]:
        """Returns for each filter its query, its label, and whether it is chosen."""
        states = FILTERS.items()
        return [(ListingQuery(1, state).as_text(), word, state == self.query.state) for state, word in states]


def build_listing(query: ListingQuery, account: Account) -> Listing:
    """Reads one page of the list in at most six queries. Raises Http404 for a page that does not exist."""
    run = current_run()
    listed = _read_page(query)
    workouts = file_workouts([row.pk for row in listed])
    refused = group_refusals(run.refusals, _read_refused(run)) if run and query == ListingQuery() else []
    listing = Listing(
        query,
        [(row, file_outcome(row, workouts, account)) for row in listed],
        listed[0].total if listed else 0,
        run,
        refused,
    )
    listing.page  # noqa: B018 - a page beyond the last one is not found
    return listing


def next_file(query: ListingQuery, file: SourceFile) -> str:
    """Returns the id of the file below this one in the list, as text; empty below the last."""
    later = Q(uploaded_at__lt=file.uploaded_at) | Q(uploaded_at=file.uploaded_at, pk__gt=file.pk)
    following = query.files.filter(later).exclude(copy_of=file).values_list("pk", flat=True).first()
    return str(following or "")


def _read_page(query: ListingQuery) -> list[Any]:
    """Reads the files of the page, each with the `total` of files that fit: one query."""
    start = (query.page - 1) * PAGE_SIZE
    total = query.files.order_by().values("owner").annotate(count=Count("pk")).values("count")
    files = query.files.annotate(total=Subquery(total)).select_related("copy_of")
    return list(files[start : start + PAGE_SIZE])


def _read_refused(run: UploadRun) -> list[SourceFile]:
    """Reads the refused files of a run that the page names: one query, and none where none was refused."""
    if not run.refused:
        return []
    refused = files_since(run.start).filter(state=SourceFile.State.REFUSED).order_by("name", "pk")
    return list(refused[:MAX_NAMED])
