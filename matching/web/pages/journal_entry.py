"""Describes a write-back as the journal lists it: its outcome, and the buttons that it still has."""

from dataclasses import dataclass

from matching.models import WriteBack
from matching.services.proposals import change_of, choice_of
from matching.web.pages.proposal_labels import FIELD_ACTIONS
from matching.web.pages.write_back_status import WriteBackStatus

State = WriteBack.State


@dataclass(frozen=True, slots=True)
class OutcomeBadge:
    """Says in a badge how a write-back ended; `text` adds what the badge leaves out."""

    label: str
    icon: str
    variant: str = ""
    text: str = ""


@dataclass(frozen=True, slots=True)
class JournalEntry:
    """Represents one write-back in the journal; `is_newest` says whether none was clicked later for the same field."""

    write_back: WriteBackStatus
    is_newest: bool

    @property
    def can_undo(self) -> bool:
        """Returns whether the value from before can be put back."""
        return self.is_newest and self.write_back.can_undo

    @property
    def can_retry(self) -> bool:
        """Returns whether it failed, and nothing later was clicked in its place."""
        row = self.write_back.row
        return self.is_newest and row.can_be_retried and row.reason != WriteBack.WITHDRAWN

    @property
    def can_decide(self) -> bool:
        """Returns whether it found a third value that is still there, about which nothing was decided."""
        row = self.write_back.row
        return self.is_newest and row.is_undecided_conflict and row.present_value == row.actual_before

    @property
    def rename_label(self) -> str:
        """Returns what the button of a conflict says; empty where only the value there can stay."""
        row, label = self.write_back.row, self.write_back.provider_label
        can_rename = row.workout_id and not row.undoes_id
        return f"{FIELD_ACTIONS[row.field]} {label.phrase} all the same" if can_rename else ""

    @property
    def choice(self) -> str:
        """Returns the value of that button: to write the same name over the one that is there now."""
        row = self.write_back.row
        return str(choice_of(row.workout_id, change_of(row)._replace(before=row.actual_before)))

    @property
    def outcome(self) -> OutcomeBadge:
        """Returns how it ended."""
        row, message = self.write_back.row, self.write_back.message
        if row.state == State.DONE:
            return (
                OutcomeBadge("Undone", "undo")
                if self.write_back.is_undone
                else OutcomeBadge("Done", "check", "success")
            )
        if row.state == State.ALREADY:
            return OutcomeBadge("Already done", "check", text="Nothing was sent.")
        if row.reason in (WriteBack.WITHDRAWN, WriteBack.ACCEPTED):
            return OutcomeBadge("Not written", "stop", text=message)
        if row.state == State.CONFLICT:
            return OutcomeBadge("Changed in the meantime", "warn", "warning", message)
        return OutcomeBadge("Failed", "stop", "danger", message)
