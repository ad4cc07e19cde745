"""Describes what is stored of connections, and what an athlete tells tracekit."""

from tracekit_site.stored_data.stored_words import YOU, StoredWords

CONNECTION_TABLES = {
    "providers.Connection": StoredWords(
        title="Connected services",
        labels={
            "provider": "the service",
            "registration_name": "the registration of this install that you agreed to",
            "athlete_id": "your athlete ID there",
            "sandbox_code": "the code of a sandbox’s athlete",
            "granted_scopes": "what you allowed",
            "encrypted_tokens": "the access key",
            "tokens_version": "how often the access key was renewed",
            "refresh_lease_until": "until when it is being renewed",
            "state": "whether it works",
            "is_paused": "whether you paused it",
            "waiting_until": "until when it waits for the service’s limit",
            "last_error": "what went wrong last",
            "window_start": "since when its calls are counted",
            "window_calls": "how many calls were made since",
            "connected_at": "when you connected it",
            "pulled_at": "when it last synced",
            "full_pull_at": "when everything was last listed",
            "changes_until": "until when the service has told what changed",
            "next_pull_at": "when it syncs next",
            "last_used_at": "when the access key was last used",
            "last_used_by": "what it was last used for",
            "pushed_fetch_at": "when activities that the service told us about were last fetched",
            "revocation_checked_at": "when we last checked whether you ended the access there",
        },
        by_you=("granted_scopes", "is_paused"),
        newest="connected_at",
    ),
    "providers.OAuthState": StoredWords(
        title="Visits to a service’s consent page",
        labels={
            "provider": "the service",
            "registration_name": "the registration of this install",
            "state_hash": "a hash of the visit’s code",
            "browser_hash": "a hash of your browser’s session",
            "created_at": "when you were sent there",
            "answered_at": "when you came back",
            "ended_at": "when the connection was made, or failed",
            "error": "why it failed",
        },
    ),
    "providers.Pull": StoredWords(
        title="Syncs",
        labels={
            "connection": "the connection",
            "kind": "what kind of sync it was",
            "after": "only activities after this time were listed",
            "until": "only activities before this time were listed",
            "has_fetched_gear": "whether the names of your gear were fetched",
            "next_page": "the next page to fetch",
            "cursor": "how the service calls that page",
            "changed_ids": "the IDs of changed activities that are still to be fetched",
            "changes_until": "until when the service has told what changed",
            "expected_count": "about how many activities there are",
            "listed_count": "how many activities were listed",
            "unreadable_count": "how many of them could not be read",
            "new_count": "how many were new",
            "oldest_listed_at": "how far back it got",
            "paged_at": "when the last part of the list came",
            "page_s": "how long that took",
            "started_at": "when it started",
            "ended_at": "when it ended",
        },
    ),
    "providers.PlatformDeletion": StoredWords(
        title="Activities that a service seems to have deleted",
        labels={
            "activity": "the activity",
            "state": "whether it waits for the service, or for you",
            "noticed_at": "when that was noticed",
            "tried_at": "when the service was last asked",
        },
        newest="noticed_at",
    ),
    "providers.SkippedActivity": StoredWords(
        title="Activities that could not be read",
        labels={
            "connection": "the connection",
            "provider_id": "its ID at the service",
            "position": "its place in the list, where the ID could not be read",
            "reason": "why it could not be read",
            "listed_at": "when the service last listed it",
        },
        newest="listed_at",
    ),
    "providers.FileFetch": StoredWords(
        title="Files you asked a service for",
        labels={
            "activity": "the activity",
            "file": "the file, once it is here",
            "reason": "why it could not be fetched",
            "clicked_at": "when you clicked",
            "ended_at": "when that ended",
        },
        newest="clicked_at",
    ),
    "providers.Gear": StoredWords(
        title="Bikes and shoes",
        labels={
            "connection": "the connection",
            "gear_id": "the service’s ID of the bike or shoes",
            "label": "the service’s name of the bike or shoes",
        },
    ),
    "matching.WriteBack": StoredWords(
        title="Changes you clicked",
        labels={
            "connection": "the connection",
            "workout": "the workout",
            "provider_id": "the activity’s ID at the service",
            "field": "what was changed",
            "expected_before": "the value that you saw",
            "desired_after": "the value that you clicked",
            "actual_before": "another value that was found there",
            "state": "how far it is",
            "reason": "why it failed",
            "source_provider": "where the new value comes from",
            "undoes": "the change that it undoes",
            "verify_attempts": "how often it was checked",
            "is_imported": "whether it came with an import",
            "clicked_at": "when you clicked",
            "sent_at": "when it was sent",
            "ended_at": "when it ended",
        },
        newest="clicked_at",
    ),
    "matching.Expectation": StoredWords(
        title="Expected services",
        labels={
            "connection": "the connection",
            "sport": "the sport",
            "is_expected": "whether workouts of that sport should be there",
            "is_chosen": "whether you chose this",
        },
        by_you=("is_expected",),
    ),
    "matching.TrimmedActivity": StoredWords(
        title="Links of activities whose details were deleted in time",
        labels={
            "connection": "the connection",
            "workout": "the workout it was part of",
            "provider_id": "its ID at the service",
            "confirmed_at": "when the service last confirmed it",
        },
    ),
}
"""Describes the tables that go when a service is disconnected."""

ANSWER_TABLES = {
    "matching.Decision": StoredWords(
        title="Your answers about possible duplicates",
        labels={
            "kind": "your answer",
            "first": "one activity, by its digest",
            "second": "the other activity, by its digest",
            "decided_at": "when you answered",
            "is_in_effect": "whether both activities are stored",
            "replaced_by": "a later answer that contradicts it",
        },
        by_you=("kind",),
        newest="decided_at",
    ),
    "matching.IgnoredDifference": StoredWords(
        title="Differences you ignore",
        labels={
            "reference": "the activity, by its digest",
            "field": "what may differ",
            "decision": "the answer that it came with",
            "ignored_at": "when you ignored it",
        },
        by_you=("field",),
        newest="ignored_at",
    ),
    "matching.WorkoutName": StoredWords(
        title="Names you gave to workouts",
        labels={"name": "the name", "named_at": "when you gave it"},
        origin=YOU,
        newest="named_at",
    ),
    "matching.NameReference": StoredWords(
        title="Which activities a name is for",
        labels={"workout_name": "the name", "reference": "the activity, by its digest"},
    ),
    "matching.ActivityReference": StoredWords(
        title="Digests of activities that you said something about",
        labels={
            "digest": "a code made of the service and the activity’s ID with a key of your account",
            "activity": "the activity, while it is stored",
        },
    ),
}
"""Describes the tables that stay when a service is disconnected, because the athlete said what they hold."""
