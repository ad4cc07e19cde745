"""Describes the outcome of a file in one sentence."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.urls import reverse

from accounts.models import Account
from activities import local_time
from activities.models import SourceFile
from activities.parsers.error_messages import note_message, refusal_message
from activities.parsers.result import FileNote, FileRefused
from activities.provider_labels import sorted_labels
from activities.record import FILE_PROVIDER
from activities.sport_labels import sport_name
from activities.templatetags.formatting import start_time, workout_distance, workout_title
from activities.units import NOT_GIVEN
from matching.web.pages.open_questions import OpenQuestion
from matching.web.pages.wording import join_words, spell_number, sport_noun
from matching.web.uploads.file_workouts import FileWorkout, FileWorkouts
from matching.web.uploads.storage_messages import WAITING_FOR
from matching.workouts import WorkoutDetails

ICONS = {
    "new": "check",
    "joined": "join",
    "several": "split",
    "duplicate": "file",
    "waiting": "clock",
    "refused": "stop",
}


@dataclass(frozen=True, slots=True)
class TextPart:
    """Represents a piece of a sentence, and its address if it is a link."""

    text: str
    href: str = ""


@dataclass(frozen=True, slots=True)
class Outcome:
    """Represents the outcome of a file: `kind` is a key of `ICONS`.

    `questions` are further texts that ask the athlete, `notes` what is worth knowing about the file.
    """

    kind: str
    parts: tuple[TextPart, ...]
    questions: tuple[tuple[TextPart, ...], ...] = ()
    notes: tuple[str, ...] = ()

    @property
    def icon(self) -> str:
        """Returns the name of the icon that goes with it."""
        return ICONS[self.kind]

    @property
    def text(self) -> str:
        """Returns all of it as plain text."""
        texts = ["".join(part.text for part in parts) for parts in (self.parts, *self.questions)]
        return " ".join([*texts, *self.notes])


def file_outcome(file: SourceFile, workouts: FileWorkouts, account: Account) -> Outcome:
    """Returns the outcome of a file whose workouts were found."""
    if file.state == SourceFile.State.REFUSED and file.reason:
        return Outcome("refused", (TextPart(refusal_message(FileRefused(file.reason, **file.reason_values))),))
    if file.state == SourceFile.State.COPY and file.copy_of:
        return Outcome("duplicate", (TextPart("Already here as "), _file_link(file.copy_of), TextPart(". Kept once.")))
    if file.state == SourceFile.State.WAITING:
        return Outcome("waiting", (TextPart(_waiting_text(file)),))
    return _read_outcome(file, workouts, account)


def _waiting_text(file: SourceFile) -> str:
    progress = f"Unpacking, {file.unpacked_entries:,} files so far" if file.unpacked_entries else "Waiting to be read"
    return f"{progress}: {WAITING_FOR[file.reason]}." if file.reason else f"{progress}."


def _read_outcome(file: SourceFile, workouts: FileWorkouts, account: Account) -> Outcome:
    rows = workouts.of_file(file.pk)
    kind, parts = _describe(rows, account)
    questions = [question for row in rows for question in workouts.questions_about(row)]
    notes = tuple(note_message(FileNote(**note)) for note in file.notes)
    return Outcome(
        kind, tuple(parts), tuple(tuple(_question_parts(question, account)) for question in questions), notes
    )


def _describe(rows: list[FileWorkout], account: Account) -> tuple[str, list[TextPart]]:
    if len(rows) > 1:
        return "several", list(_several_parts(rows))
    if not rows:
        return "new", [TextPart("Read.")]
    row = rows[0]
    is_first = min(activity.id for activity in row.workout.activities) == row.activity.id
    return ("new", list(_new_parts(row, account))) if is_first else ("joined", list(_joined_parts(row, account)))


def _new_parts(row: FileWorkout, account: Account) -> Iterator[TextPart]:
    workout = row.workout
    length = workout_distance(workout, account)
    name = workout.name or sport_name(workout.sport)
    yield TextPart("New workout: ")
    yield _workout_link(workout, name if length == NOT_GIVEN else f"{name}, {length}")
    yield TextPart(f" on {_local_start(workout, account)}.")


def _joined_parts(row: FileWorkout, account: Account) -> Iterator[TextPart]:
    yield TextPart("Joined ")
    yield _workout_link(row.workout, workout_title(row.workout, account))
    yield TextPart(f", with {join_words(_other_names(row))}.")


def _other_names(row: FileWorkout) -> list[str]:
    """Returns the names of the other files of the workout, then the labels of its platforms."""
    others = [activity for activity in row.workout.activities if activity != row.activity]
    files = [activity.file.name for activity in others if activity.file]
    platforms = sorted_labels(activity.provider for activity in others if activity.provider != FILE_PROVIDER)
    return files + [platform.name for platform in platforms]


def _several_parts(rows: list[FileWorkout]) -> Iterator[TextPart]:
    yield TextPart(f"{spell_number(len(rows))} activities in one file: ")
    for row in rows:
        yield _workout_link(row.workout, sport_noun(row.activity.sport))
        yield TextPart("." if row is rows[-1] else ", ")


def _question_parts(question: OpenQuestion, account: Account) -> Iterator[TextPart]:
    yield TextPart(question.before)
    yield _workout_link(question.other, workout_title(question.other, account))
    yield TextPart(f"{question.after} Same workout?")


def _workout_link(workout: WorkoutDetails, text: str) -> TextPart:
    return TextPart(text, reverse("workout", args=[workout.id]))


def _file_link(file: SourceFile) -> TextPart:
    return TextPart(file.name, reverse("file", args=[file.pk]))


def _local_start(workout: WorkoutDetails, account: Account) -> str:
    """Returns `Wednesday, May 6, 2026 at 06:30`."""
    return f"{local_time.format_long_date(workout.local_date)} at {start_time(workout, account)}"
