"""Resolves the names in an export's rows: to rows of the account that is imported into, and to no others."""

import re
from collections.abc import Iterable, Mapping
from typing import Any
from uuid import UUID

from django.db.models import Model

from accounts.services.account_key import digests_for_owner
from activities.models import SourceFile
from matching.models import Member, Workout
from matching.services.references import PURPOSE, reference_digests, reference_text
from providers.models import Connection
from tracekit_site.account_export.references import NUMBERED, SEPARATOR, UNKNOWN
from tracekit_site.account_export.tables import table_of
from tracekit_site.account_import.row_ids import row_id

Name = str | int
DIGEST = re.compile(r"[0-9a-f]{64}")


def resolve(import_id: UUID, model: type[Model], names: Iterable[Any]) -> Mapping[Name, Any]:
    """Returns the primary key of each row that is named and stored: at most two queries."""
    wanted = {name for name in names if name is not None}
    if model in NUMBERED:
        return _numbered(import_id, model, {name for name in wanted if isinstance(name, int)})
    texts = {name for name in wanted if isinstance(name, str)}
    if model is Connection:
        return dict(Connection.objects.filter(provider__in=texts).values_list("provider", "pk"))
    if model is SourceFile:
        return dict(SourceFile.objects.filter(sha256__in=texts).values_list("sha256", "pk"))
    return _workouts(texts) if model is Workout else _references(texts)


def new_row_id(import_id: UUID, model: type[Model], number: int) -> UUID:
    """Returns the primary key of an imported row."""
    table = table_of(model)
    return row_id(import_id, table.name, number, is_descending=table.export.order[0].startswith("-"))


def _numbered(import_id: UUID, model: Any, numbers: set[int]) -> Mapping[Name, UUID]:
    ids = {new_row_id(import_id, model, number): number for number in numbers}
    return {ids[pk]: pk for pk in model.objects.filter(pk__in=list(ids)).values_list("pk", flat=True)}


def _workouts(names: set[str]) -> Mapping[Name, UUID]:
    """Returns the workout that each named activity is in now."""
    provider_ids = [name.partition(SEPARATOR)[2] for name in names]
    columns = ("activity__provider", "activity__provider_id", "workout_id")
    rows = Member.objects.filter(activity__provider_id__in=provider_ids).values_list(*columns)
    return {f"{provider}{SEPARATOR}{provider_id}": workout for provider, provider_id, workout in rows}


def _references(names: set[str]) -> Mapping[Name, int]:
    """Returns a reference to each named activity, stored or not; it is created where there is none."""
    digest_by_name = _digests(names)
    references = reference_digests(digest_by_name.values())
    return {name: references[digest].pk for name, digest in digest_by_name.items()}


def _digests(names: set[str]) -> dict[Name, str]:
    pairs = {name: name.partition(SEPARATOR) for name in names}
    known = [name for name, (provider, colon, _) in pairs.items() if colon and provider != UNKNOWN]
    texts = (reference_text(pairs[name][0], pairs[name][2]) for name in known)
    digests: dict[Name, str] = dict(zip(known, digests_for_owner(texts, PURPOSE), strict=True)) if known else {}
    unknown = {name: rest for name, (provider, _, rest) in pairs.items() if provider == UNKNOWN}
    return digests | {name: digest for name, digest in unknown.items() if DIGEST.fullmatch(digest)}
