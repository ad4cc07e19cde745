"""Lists the words that no name of ours may hold, what stands in their place, and where such a word is right after all.

`python -m bench.words` splits every name into words and compares them with `FORBIDDEN`. A word in `ALLOWED` is passed
over in the names and places that its entry gives; every entry says why.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from fnmatch import fnmatchcase

from bench.source import names
from bench.source.names import Name

VALUES = frozenset({names.PARAMETER, names.LOCAL, names.ATTRIBUTE, names.TEMPLATE_VARIABLE, names.SCRIPT})
"""A name of one of these kinds holds a value."""

NAMES = VALUES | {
    *(names.MODULE, names.CLASS, names.FUNCTION, names.CONSTANT),
    *(names.TEMPLATE, names.CSS, names.ADDRESS),
}
"""These are all kinds but the names of tests, which are sentences and may hold common English words."""

EVERYWHERE = NAMES | {names.TEST}
"""These are all kinds of names."""

CODE = frozenset({names.MODULE, names.CLASS, names.FUNCTION})
"""A name of one of these kinds is imported elsewhere."""

PAGES = frozenset({names.TEMPLATE, names.CSS, names.SCRIPT})
"""A name of one of these kinds is sent to the browser."""


@dataclass(frozen=True)
class ForbiddenWord:
    """Names a word, or several in a row, that no name may hold (or be, where `is_whole`), and what it becomes."""

    words: tuple[str, ...]
    becomes: str
    kinds: frozenset[str]
    is_whole: bool

    def stands_in(self, words: Sequence[str]) -> bool:
        """Returns whether these words of a name hold the forbidden ones; a plural counts as its singular."""
        count = len(self.words)
        starts = range(len(words) - count + 1) if not self.is_whole else range(len(words) == count)
        return any(self._equals(words[start : start + count]) for start in starts)

    def _equals(self, words: Sequence[str]) -> bool:
        return all(word in (wanted, f"{wanted}s") for word, wanted in zip(words, self.words, strict=True))


def _forbidden(kinds: frozenset[str], table: Mapping[str, str], *, is_whole: bool = False) -> Iterator[ForbiddenWord]:
    """Yields an entry for each row of a table; a key may give several spellings, each after a comma."""
    for spellings, becomes in table.items():
        for words in spellings.split(", "):
            yield ForbiddenWord(tuple(words.split()), becomes, kinds, is_whole)


FORBIDDEN: tuple[ForbiddenWord, ...] = (
    *_forbidden(
        EVERYWHERE,
        {
            # jobs
            "bell, rung": "notify_workers",
            "somebody listens": "has_broker",
            "pulse, hear, heard, hearing": "worker_health, last_message_at",
            "deaf": "is_stalled",
            "heartbeat": "lease_keeper",
            "chore": "periodic_task",
            "upkeep": "periodic tasks",
            "timetable": "schedule",
            "prolong": "extend_lease",
            # files
            "weather, out of reach": "storage_errors, StorageUnavailable",
            "store down": "StorageUnavailable",
            "twin": "copy",
            "parcel": "batch",
            "knock": "probe_recipient",
            # matching
            "tally": "totals",
            "heir": "assign_ids",
            "settle, settled, settles": "persist_matches, finish_files",
            "whereabouts": "file_workouts",
            # providers
            "catch up": "pull_new",
            "leave for": "authorization_url",
            "come back": "accept_answer",
            "made up": "is_sandbox",
            "whole at": "full_pull_at",
            "drop bytes": "delete_file",
            "seal, sealed, unseal, sealing": "encrypt, encrypted, decrypt",
            "trouble": "error_messages, or the error itself",
            # site
            "desk": "admin_site",
            "season": "landing_example",
            # sandbox and benches
            "mess": "anomalies",
            "outing": "fixture_activity, recording or session",
            "deed": "scenarios",
            "blow": "Fault",
            "foretell": "plan",
        },
    ),
    *_forbidden(
        NAMES,
        {
            # jobs
            "slice": "step",
            "here": "workers, or what is meant",
            "there": "the place that is meant",
            "appear": "register_worker",
            "front, aside": "blocked, skip_blocked",
            "again": "retry",
            # files
            # matching
            "shown": "what the page shows, by its name",
            "absent": "missing",
            "rests": "trimmed_links",
            "standing": "status",
            "landed": "Link",
            "way to": "reconnect_link",
            "way": "the link, route or method that is meant",
            # providers
            "begin, began, begun": "start, start_pull",
            "forget": "delete",
            "drop, dropped": "delete, delete_file",
            "remove, removed, gone, discard": "delete, expire, trim, disconnect or erase",
            "beyond": "TOLERANCES",
            "sentence": "message, error_messages",
            # site
            "frame": "layout",
            "away": "outages",
            "leave": "delete_account, or what is left behind",
            "danger": "account_deletion",
            # sandbox and benches
            "messy": "with anomalies",
            "cast": "factories",
            "door": "clients",
            "stage": "environment",
            # pages
            "came": "outcome",
            "wall": "year-grid",
            "said, told": "the text, message or answer that is meant",
            "things": "list, or what is listed",
            "whose, mine, hers, theirs, ours": "owner, own",
        },
    ),
    *_forbidden(frozenset({names.CONSTANT}), {"most": "MAX_…"}),
    *_forbidden(EVERYWHERE - {names.CSS}, {"ring": "notify_workers"}),
    *_forbidden(NAMES - PAGES - {names.TEMPLATE_VARIABLE}, {"mark, marks": "opaque_id"}),
    *_forbidden(NAMES - {names.CSS}, {"look, looked, looking": "status, checks, poll, verify_attempts"}),
    *_forbidden(CODE | {names.TEMPLATE}, {"asked, ask": "open_questions, sync_questions, call_provider"}),
    *_forbidden(CODE | {names.TEMPLATE}, {"found": "parsed"}),
    *_forbidden(CODE, {"tick": "ScheduledRun"}),
    *_forbidden(frozenset({names.ADDRESS}), {"back": "callback"}),
    *_forbidden(PAGES, {"unseen": "visually-hidden", "strip": "banner"}),
    *_forbidden(frozenset({names.CSS}), {"two, third": "grid-2"}),
    *_forbidden(frozenset({names.FUNCTION}), {"unless": "what it does, verb first"}),
    *_forbidden(
        VALUES,
        {
            "one": "what it holds: activity, workout, row, …",
            "what, who, so, say, each, it": "what it holds",
            "asked, found, made, kept": "what it holds",
            "no": "error",
            "window": "affected_span, dedup_key",
            "taken": "accepted",
            "scope, scopes": "owner_scope or granted_scopes",
        },
        is_whole=True,
    ),
    *_forbidden(
        CODE,
        {
            "shell": "context_processors, layout",
            "rest": "trimmed_links",
            "made": "generate",
            "kept": "supervised, stored",
            "only": "filters",
            "counted": "summaries",
            "window": "affected_span",
            "due": "schedule",
            "keys": "Tokens, EncryptionKey, shortcuts",
            "free": "release_leases",
            "hold": "renew_lease",
            "dated": "list_modified",
            "child": "parser_process",
            "walk": "decoder",
            "long": "distance",
            "high": "elevation",
            "warm": "temperature",
            "differ": "TOLERANCES",
            "life": "athlete",
            "click": "request_write_back",
            "one": "what it returns",
            "consent": "OAuthState",
            "later": "Postpone",
        },
        is_whole=True,
    ),
    *_forbidden(
        frozenset({names.FUNCTION}),
        {"free the": "release_leases", "what, who, how, where, why": "verb and object"},
        is_whole=True,
    ),
    *_forbidden(frozenset({names.CLASS}), {"step": "Link"}, is_whole=True),
    *_forbidden(
        frozenset({names.MODULE}),
        {"row": "match_row", "column": "activity_columns", "words, parts": "what it holds, more exactly"},
        is_whole=True,
    ),
    *_forbidden(frozenset({names.SCRIPT}), {"keys": "shortcuts"}, is_whole=True),
)
"""The table gives every forbidden word, what it becomes, and the kinds of names in which it counts."""


@dataclass(frozen=True)
class AllowedName:
    """Allows a forbidden word in the names and paths that match its patterns, for the reason that it gives."""

    name: str
    reason: str
    path: str = "*"

    def covers(self, name: Name) -> bool:
        """Returns whether this entry speaks of that name."""
        return fnmatchcase(name.text.lower(), self.name) and fnmatchcase(name.path, self.path)


ALLOWED: tuple[AllowedName, ...] = (
    AllowedName("*not_found*", "HTTP calls status 404 so"),
    AllowedName("notfound*", "HTTP calls status 404 so"),
    AllowedName("gone", "HTTP calls status 410 so", "*http*"),
    AllowedName("_frame", "the second argument of every signal handler"),
    AllowedName("scope", "a parameter of OAuth's requests is called so", "providers/sandbox/*"),
    AllowedName("*frame_options*", "an HTTP header is called so"),
    AllowedName("*frame_ancestors*", "a directive of the Content-Security-Policy is called so"),
    AllowedName("*write_back*", "a change that goes back to a platform is called so"),
    AllowedName("*look_up*", "to look up is the standard verb"),
    AllowedName("*under_way*", "English for: started and not done"),
    AllowedName("drop*", "the area that takes dragged files is called so", "templates/files/*"),
    AllowedName("drop*", "the area that takes dragged files is called so", "static/*"),
    AllowedName("*tick*", "the axis of a drawing has ticks", "matching/web/svg/*"),
    AllowedName("window*", "limits of calls are counted in windows of time", "providers/*"),
    AllowedName("window*", "limits of calls are counted in windows of time", "tests/providers/*"),
    AllowedName("window*", "limits of calls are counted in windows of time", "bench/fairness.py"),
    AllowedName("window*", "limits of calls are counted in windows of time", "bench/simulated_install.py"),
    AllowedName("scopes", "OAuth's consent names scopes", "providers/sandbox/*"),
    AllowedName("*drop_zone*", "the area that takes dragged files is called so"),
    AllowedName("*drop-zone*", "the area that takes dragged files is called so"),
    AllowedName("dropzone", "the area that takes dragged files is called so"),
    AllowedName("settings/danger/", "the page is titled Danger zone, and people may have kept its address"),
    AllowedName("*drop_database*", "SQL's statement"),
    AllowedName("*drop_schema*", "SQL's statement"),
    AllowedName("remove_sql", "a method that Django calls"),
    AllowedName("*remove_webauthn*", "allauth's name"),
    AllowedName("free_port", "a port that is free"),
    AllowedName("remove", "a method of sets and of element lists", "static/js/*"),
    AllowedName("*danger*", "the standard name of a style for what failed or cannot be undone", "static/css/*"),
    AllowedName("*danger*", "the standard name of a style for what failed or cannot be undone", "templates/*"),
    AllowedName("*tick", "a mark on the axis of a chart is called so", "static/css/*"),
    AllowedName("*tick", "a mark on the axis of a chart is called so", "templates/*"),
    AllowedName("*words", "what is measured here are words", "bench/*"),
    AllowedName("*sentence*", "what is checked here are sentences", "bench/source/*"),
    AllowedName("*sentence*", "what is checked here are sentences", "tests/house/*"),
    AllowedName("*sentence*", "what is measured here are sentences", "bench/texts.py"),
)
"""The table gives every exception and its reason."""
