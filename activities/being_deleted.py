"""Says which activities and files are being deleted, so that no page shows them from the click on.

`Account.being_deleted` holds a word for each deletion that goes on in parts: the name of a provider, or the id of an
upload or a file in 32 digits after its prefix. Pages ask querysets for what is `visible`; services see everything.
"""

from collections.abc import Iterator, Mapping, Sequence
from uuid import UUID

from django.db.models import Q

from accounts.scope import being_deleted

UPLOAD, FILE = "upload:", "file:"


def hidden_providers() -> list[str]:
    """Returns the names of the providers whose activities are being deleted."""
    return [word for word in being_deleted() if ":" not in word]


def hidden_activities(path: str = "") -> Q:
    """Returns the condition that an activity is being deleted; an empty one, which is false, when none is.

    `path` leads to the activity, with its two underscores.
    """
    conditions: dict[str, Sequence[object]] = {
        f"{path}provider__in": hidden_providers(),
        f"{path}source_file__upload__in": list(_ids(UPLOAD)),
        f"{path}source_file__in": list(_ids(FILE)),
    }
    return _any_of(conditions)


def hidden_files(path: str = "") -> Q:
    """Returns the condition that a file is being deleted, or is a copy of one that is; empty when none is.

    `path` leads to the file, with its two underscores.
    """
    uploads, files = list(_ids(UPLOAD)), list(_ids(FILE))
    conditions: dict[str, Sequence[object]] = {
        f"{path}upload__in": uploads,
        f"{path}copy_of__upload__in": uploads,
        f"{path}pk__in": files,
        f"{path}copy_of__in": files,
    }
    return _any_of(conditions)


def hidden_uploads() -> list[UUID]:
    """Returns the ids of the uploads that are being deleted."""
    return list(_ids(UPLOAD))


def count_deletions() -> int:
    """Returns how many uploads and files are being deleted."""
    return sum(word.startswith((UPLOAD, FILE)) for word in being_deleted())


def _ids(prefix: str) -> Iterator[UUID]:
    return (UUID(word.removeprefix(prefix)) for word in being_deleted() if word.startswith(prefix))


def _any_of(conditions: Mapping[str, Sequence[object]]) -> Q:
    """Returns the condition that a field is one of its values."""
    return Q(*((lookup, values) for lookup, values in conditions.items() if values), _connector=Q.OR)
