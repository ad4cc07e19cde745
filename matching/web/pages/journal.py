"""Builds the journal of write-backs: those under way, conflicts that wait for a decision, and how all others ended."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Subquery

from accounts.models import Account
from matching.models import WriteBack
from matching.querysets import WriteBackQuerySet
from matching.web.pages.journal_entry import JournalEntry
from matching.web.pages.pagination import counted_page
from matching.web.pages.wording import format_count
from matching.web.pages.write_back_status import WriteBackStatus, write_back_statuses

PAGE_SIZE = 50
UNDO_COUNTS = (2, 5, 10)
"""One click can undo so many of the last changes."""
LAST_CLICK = "click"
"""This stands in an address for all changes of the last click."""

State = WriteBack.State


@dataclass(frozen=True, slots=True)
class UndoChoice:
    """Represents a link that undoes several of the last changes after a question; `last` names them in its address."""

    last: str

    @property
    def label(self) -> str:
        """Returns what stands on it, after the words “Undo the last”."""
        return "click …" if self.last == LAST_CLICK else f"{self.last} …"

    @property
    def name(self) -> str:
        """Returns what it says by itself."""
        return f"Undo the last {self.last if self.last == LAST_CLICK else format_count(int(self.last), 'change')} …"


@dataclass(frozen=True, slots=True)
class JournalPage:
    """Represents one page of the journal; the first one also holds what is under way and what is to be decided."""

    under_way: list[WriteBackStatus]
    conflicts: list[JournalEntry]
    ended: list[JournalEntry]
    page: Any

    @property
    def is_empty(self) -> bool:
        """Returns whether nothing was ever written."""
        return not (self.under_way or self.ended)

    @property
    def summary(self) -> str:
        """Returns what the page holds, and what goes on or waits for the athlete."""
        texts = ["Every change that you clicked, and how it ended."]
        if count := len(self.under_way):
            texts.append(f"{format_count(count, 'change')} {'is' if count == 1 else 'are'} in progress.")
        if count := len(self.conflicts):
            texts.append(f"{format_count(count, 'change')} {'needs' if count == 1 else 'need'} your decision.")
        return " ".join(texts)

    @property
    def undo_choices(self) -> list[UndoChoice]:
        """Returns how many of the last changes can be undone at once, as far as this is the first page."""
        undoable = [entry.write_back for entry in self.ended if entry.can_undo] if self.page.number == 1 else []
        choices = [UndoChoice(str(count)) for count in UNDO_COUNTS if count <= len(undoable)]
        of_click = [row for row in undoable if row.row.clicked_at == undoable[0].row.clicked_at]
        if len(of_click) > 1 and str(len(of_click)) not in [choice.last for choice in choices]:
            choices.append(UndoChoice(LAST_CLICK))
        return choices


def journal_page(number: int, account: Account) -> JournalPage:
    """Reads one page of the journal: at most two queries. Raises Http404 for a page that does not exist."""
    entries, total = _read_ended(number, account)
    page = counted_page(number, PAGE_SIZE, total)
    current = _read_current(account) if number == 1 else []
    return JournalPage(
        [entry.write_back for entry in reversed(current) if not entry.write_back.row.ended_at],
        [entry for entry in current if entry.can_decide],
        entries,
        page,
    )


def undoable_entries(last: str, account: Account) -> list[JournalEntry]:
    """Returns those of the last changes that can be undone, newest first; `last` is a count or `LAST_CLICK`."""
    done = WriteBack.objects.filter(state=State.DONE, undoes=None, undone_by=None)
    newest = _undoable(_entries(_page(done, 0), account))
    if last == LAST_CLICK and newest:
        return _undoable(_entries(done.filter(clicked_at=newest[0].write_back.row.clicked_at), account))
    return newest[: int(last)] if last.isdecimal() else []


def _read_ended(number: int, account: Account) -> tuple[list[JournalEntry], int]:
    """Returns the write-backs of a page that have ended, and how many have in all: one query."""
    ended = WriteBack.objects.ended()
    total = ended.order_by().values("owner").annotate(count=Count("pk")).values("count")
    page = _page(ended, (number - 1) * PAGE_SIZE).annotate(total=Subquery(total))
    entries = _entries(page, account)
    return entries, entries[0].write_back.row.total if entries else 0


def _read_current(account: Account) -> list[JournalEntry]:
    """Returns the write-backs that are under way, and the newest conflicts without a decision: one query."""
    open_rows = WriteBack.objects.filter(ended_at=None)
    return _entries(open_rows | _page(WriteBack.objects.with_undecided_conflict(), 0), account)


def _page(rows: WriteBackQuerySet, start: int) -> WriteBackQuerySet:
    """Returns a page of the rows, newest first, from one of them on."""
    newest = rows.order_by("-clicked_at", "-pk").values("pk")
    return WriteBack.objects.filter(pk__in=newest[start : start + PAGE_SIZE])


def _entries(rows: WriteBackQuerySet, account: Account) -> list[JournalEntry]:
    statuses = write_back_statuses(rows.with_status().with_newest(), account)
    return [JournalEntry(status, status.row.is_newest) for status in statuses]


def _undoable(entries: Iterable[JournalEntry]) -> list[JournalEntry]:
    return [entry for entry in entries if entry.can_undo]
