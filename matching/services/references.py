"""Refers to activities by digest: creates references, and links them to the activities that are stored."""

from collections.abc import Iterable
from datetime import datetime

from django.db.models import Exists, OuterRef, Q

from accounts.services.account_key import digests_for_owner
from activities.models import Activity
from matching.models import ActivityReference, Decision, IgnoredDifference, NameReference

PURPOSE = "tracekit.activity-reference"
"""The key of the digests is derived for this purpose, so it never changes."""

SEPARATOR = "\x1f"


def reference_activities(activity_ids: Iterable[int]) -> dict[int, ActivityReference]:
    """Returns a reference to each of these activities of the current owner; creates those that are missing."""
    digests = _digests(activity_ids)
    ActivityReference.objects.bulk_create(
        [ActivityReference(digest=digest, activity_id=id) for digest, id in digests.items()], ignore_conflicts=True
    )
    references = ActivityReference.objects.filter(digest__in=list(digests))
    return {digests[reference.digest]: reference for reference in references}


def reference_digests(digests: Iterable[str]) -> dict[str, ActivityReference]:
    """Returns a reference for each digest; creates those that are missing, which wait for their activities."""
    wanted = list(digests)
    ActivityReference.objects.bulk_create(
        [ActivityReference(digest=digest) for digest in wanted], ignore_conflicts=True
    )
    return {reference.digest: reference for reference in ActivityReference.objects.filter(digest__in=wanted)}


def reference_text(provider: str, provider_id: str) -> str:
    """Returns the text whose digest refers to an activity."""
    return f"{provider}{SEPARATOR}{provider_id}"


def has_references() -> bool:
    """Returns whether the current owner told tracekit anything about an activity: one query."""
    return ActivityReference.objects.exists()


def link_references(activity_ids: Iterable[int]) -> None:
    """Links references to activities that have come (back): one query where nothing waits for any."""
    waiting = dict(ActivityReference.objects.filter(activity=None).values_list("digest", "id"))
    if not waiting:
        return
    returned = [(waiting[digest], id) for digest, id in _digests(activity_ids).items() if digest in waiting]
    ActivityReference.objects.bulk_update(
        [ActivityReference(pk=reference, activity_id=id) for reference, id in returned], ["activity"]
    )
    complete = Decision.objects.exclude(first__activity=None).exclude(second__activity=None)
    complete.filter(is_in_effect=False).update(is_in_effect=True)


def suspend_decisions() -> list[datetime]:
    """Takes decisions about deleted activities out of effect, and returns when the other activities of them start."""
    starts = ("first__activity__started_at", "second__activity__started_at")
    incomplete = Decision.objects.filter(Q(first__activity=None) | Q(second__activity=None), is_in_effect=True)
    suspended = list(incomplete.values_list("id", *starts))
    if suspended:
        Decision.objects.filter(pk__in=[id for id, *_ in suspended]).update(is_in_effect=False)
    return [start for _, *both in suspended for start in both if start]


def delete_unused_references() -> None:
    """Deletes the references that nothing the athlete said names any more."""
    unused = ActivityReference.objects.filter(
        ~Exists(Decision.objects.filter(Q(first=OuterRef("pk")) | Q(second=OuterRef("pk")))),
        ~Exists(IgnoredDifference.objects.filter(reference=OuterRef("pk"))),
        ~Exists(NameReference.objects.filter(reference=OuterRef("pk"))),
    )
    unused.delete()


def _digests(activity_ids: Iterable[int]) -> dict[str, int]:
    """Returns the ids of these activities by digest: two queries."""
    rows = list(Activity.objects.filter(pk__in=list(activity_ids)).values_list("id", "provider", "provider_id"))
    texts = (reference_text(provider, provider_id) for _, provider, provider_id in rows)
    return dict(zip(digests_for_owner(texts, PURPOSE), (id for id, *_ in rows), strict=True))
