"""What came of a file, in one sentence."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.urls import reverse

from accounts.models import Account
from activities.models import SourceFile
from activities.parsers.error_messages import note_message, refusal_message
from activities.parsers.result import FileNote, FileRefused
from activities.provider_labels import sorted_labels
from activities.record import FILE
from activities.sport_labels import sport_name
from activities.templatetags.figures import called
from activities.units import NOT_GIVEN, distance, units_of
from matching.web.pages.open_questions import OpenQuestion
from matching.web.pages.wording import listed, small, spelt, when
from matching.web.uploads.file_workouts import FileWorkout, FileWorkouts
from matching.web.uploads.storage_messages import WAITED
from matching.workouts import WorkoutDetails

ICONS = {
    "new": "check",
    "joined": "join",
    "several": "split",
    "twice": "file",
    "waiting": "clock",
    "refused": "stop",
}


@dataclass(frozen=True, slots=True)
class Part:
    """A piece of a sentence, and where it leads if it is a link."""

    text: str
    href: str = ""


@dataclass(frozen=True, slots=True)
class Outcome:
    """`look` is a key of `ICONS`; `asks` are further sentences with a question, `notes` what is said beside."""

    look: str
    parts: tuple[Part, ...]
    asks: tuple[tuple[Part, ...], ...] = ()
    notes: tuple[str, ...] = ()

    @property
    def icon(self) -> str:
        """The icon that goes with it."""
        return ICONS[self.look]

    @property
    def sentence(self) -> str:
        """All of it as plain text."""
        said = ["".join(part.text for part in parts) for parts in (self.parts, *self.asks)]
        return " ".join([*said, *self.notes])


def outcome(file: SourceFile, places: FileWorkouts, account: Account) -> Outcome:
    """The outcome of a file whose whereabouts are known."""
    if file.state == SourceFile.State.REFUSED and file.reason:
        return Outcome("refused", (Part(refusal_message(FileRefused(file.reason, **file.reason_values))),))
    if file.state == SourceFile.State.TWIN and file.twin:
        return Outcome("twice", (Part("Already here as "), _link(file.twin), Part(". Kept once.")))
    if file.state == SourceFile.State.WAITING:
        return Outcome("waiting", (Part(_waiting(file)),))
    return _read(file, places, account)


def _waiting(file: SourceFile) -> str:
    how = f"Being unpacked, {file.unpacked:,} so far" if file.unpacked else "Waits to be read"
    return f"{how}: {WAITED[file.reason]}." if file.reason else f"{how}."


def _read(file: SourceFile, places: FileWorkouts, account: Account) -> Outcome:
    here = places.of(file.pk)
    look, parts = _found(here, account)
    asks = tuple(tuple(_ask(asked, account)) for one in here for asked in places.asked(one))
    notes = tuple(note_message(FileNote(**said)) for said in file.notes)
    return Outcome(look, tuple(parts), asks, notes)


def _found(here: list[FileWorkout], account: Account) -> tuple[str, list[Part]]:
    if len(here) > 1:
        return "several", list(_several(here))
    if not here:
        return "new", [Part("Read.")]
    only = here[0]
    joined = min(one.id for one in only.shown.activities) != only.activity.id
    return ("joined", list(_joined(only, account))) if joined else ("new", list(_new(only, account)))


def _new(one: FileWorkout, account: Account) -> Iterator[Part]:
    shown = one.shown
    far = distance(shown.distance_m, units_of(account.units))
    name = shown.name or sport_name(shown.sport)
    yield Part("New workout: ")
    yield _workout(shown, name if far == NOT_GIVEN else f"{name}, {far}")
    yield Part(f", {when(shown, account)}.")


def _joined(one: FileWorkout, account: Account) -> Iterator[Part]:
    yield Part("Joined ")
    yield _workout(one.shown, called(one.shown, account))
    yield Part(f", with {listed(_others(one))}.")


def _others(here: FileWorkout) -> list[str]:
    """The other files by name, the providers by theirs."""
    others = [one for one in here.shown.activities if one != here.activity]
    files = [one.file.name for one in others if one.file]
    return files + [place.label for place in sorted_labels(one.provider for one in others if one.provider != FILE)]


def _several(here: list[FileWorkout]) -> Iterator[Part]:
    yield Part(f"{spelt(len(here))} activities in one file: ")
    for one in here:
        yield _workout(one.shown, small(one.activity.sport))
        yield Part("." if one is here[-1] else ", ")


def _ask(asked: OpenQuestion, account: Account) -> Iterator[Part]:
    yield Part(asked.before)
    yield _workout(asked.other, called(asked.other, account))
    yield Part(f"{asked.after} Are they the same?")


def _workout(shown: WorkoutDetails, text: str) -> Part:
    return Part(text, reverse("workout", args=[shown.id]))


def _link(file: SourceFile) -> Part:
    return Part(file.name, reverse("file", args=[file.pk]))
