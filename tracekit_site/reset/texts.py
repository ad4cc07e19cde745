"""Says in words what a reset deletes, what it keeps, and what became of it: for the page and the command line."""

from collections.abc import Iterator

from activities.provider_labels import provider_label
from activities.record import FILE_PROVIDER
from activities.units import format_number, format_size
from matching.web.pages.wording import format_count, join_words
from tracekit_site.models import Reset
from tracekit_site.reset.choice import ResetChoice
from tracekit_site.reset.contents import ResetContents

FINAL = "This cannot be undone."


def subject(choice: ResetChoice) -> str:
    """Returns what the choice is about: `from Strava in May 2026`; empty for everything."""
    parts = [f"from {provider_name(choice.provider)}"] if choice.provider else []
    return " ".join([*parts, f"in {choice.month}"] if choice.month else parts)


def provider_name(provider: str) -> str:
    """Returns the name of a provider in the middle of a sentence: `files`, `Strava`."""
    name = provider_label(provider).name
    return name.lower() if provider == FILE_PROVIDER else name


def deleted_texts(choice: ResetChoice, contents: ResetContents) -> list[str]:
    """Returns what is deleted, each with its count; nothing that there is none of."""
    counts = [
        (contents.activities, format_count(contents.activities, "activity", "activities")),
        (contents.workouts, f"{format_count(contents.workouts, 'workout')} that no other activity is part of"),
        (contents.listed_files, format_count(contents.listed_files, "entry", "entries") + " in the list of files"),
        (contents.stored_files, f"{format_count(contents.stored_files, 'stored file')}, {format_size(contents.bytes)}"),
        (contents.changes, f"{format_count(contents.changes, 'change')} in the journal of write-backs"),
        (contents.exports, f"{format_count(contents.exports, 'export')} that can still be downloaded"),
    ]
    if choice.is_everything:
        counts += [
            (
                contents.connections,
                f"{format_count(contents.connections, 'connection')}, ended at the service, too",
            ),
            (contents.answers, format_count(contents.answers, "answer") + " and what you expect where"),
        ]
    return [text for count, text in counts if count]


def kept_texts(choice: ResetChoice, contents: ResetContents) -> Iterator[str]:
    """Yields what stays, in whole sentences."""
    has_answers = contents.answers and not choice.is_everything
    answers = f"{format_count(contents.answers, 'answer')}, your " if has_answers else ""
    yield f"Your {answers}settings and your sign-in stay."
    if contents.connections and not choice.is_everything:
        yield _connections_text(choice, contents)
    if contents.is_syncing and not choice.is_partial:
        yield "A sync is under way, and stops first."
    if contents.folder_files:
        yield _folder_text(choice)
    yield "Nothing is deleted on any connected service."


def _connections_text(choice: ResetChoice, contents: ResetContents) -> str:
    if choice.provider == FILE_PROVIDER:
        return "Your connections stay."
    if choice.is_partial:
        return "Your connections stay, and what the service still holds returns with the next full sync."
    count = format_count(contents.connections, "connection")
    verb, them = ("stays", "it") if contents.connections == 1 else ("stay", "them")
    return f"Your {count} {verb}, paused until you resume {them}, so that nothing comes back by itself."


def _folder_text(choice: ResetChoice) -> str:
    if choice.is_partial:
        return "The files in your own folder stay there; those deleted here are not read again until you ask for it."
    return "The files in your own folder stay there, and are read again when you sync the folder."


def outcome_text(reset: Reset) -> str:
    """Returns what became of a reset that has ended."""
    about = subject(ResetChoice.of(reset))
    text = f"{format_count(reset.activity_count, 'activity', 'activities')}{about and ' ' + about} deleted."
    if reset.unrevoked:
        names = join_words([provider_name(name) for name in reset.unrevoked.split()])
        text += f" {names} could not be told that the access has ended; end it there."
    return text


def progress_text(reset: Reset, left: int) -> str:
    """Returns how far a reset is that has not ended."""
    done = max(0, reset.activity_count - left)
    return f"{format_number(done)} of {format_count(reset.activity_count, 'activity', 'activities')} deleted."
