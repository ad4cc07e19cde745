"""Declares what is stored outside the tables: in the cache, as files, and in the log.

Tests compare it with the code, so that no module stores anything there that is not declared here.
"""

from dataclasses import dataclass

from accounts.privacy import AS_LONG_AS_ACCOUNT, WhenErased


@dataclass(frozen=True, slots=True)
class OtherStore:
    """Says what is stored outside the tables, for how long, and when it is erased."""

    holds: str
    retention: str
    erasure: WhenErased


CACHE_ENTRIES = {
    "accounts.forms.second_factor": OtherStore(
        "the id of an account and a code of its app that was used, so that no code is used twice",
        "a minute or two, for as long as the code is valid",
        WhenErased.BY_AGE,
    ),
    "accounts.services.security_log": OtherStore(
        "a keyed digest of the email address of a refused sign-in, so that it is counted once",
        "a minute",
        WhenErased.BY_AGE,
    ),
    "accounts.sign_in_limits": OtherStore(
        "a keyed digest of the email address and network of failed sign-ins, with times",
        "an hour at most",
        WhenErased.BY_AGE,
    ),
    "allauth.core.internal.ratelimit": OtherStore(
        "digests of networks and accounts with the times of their requests", "a day at most", WhenErased.BY_AGE
    ),
    "tracekit_site.rate_limits": OtherStore(
        "the id of an account with the number of its requests, or bytes of its uploads",
        "a day at most",
        WhenErased.BY_AGE,
    ),
    "tracekit_site.services.erase_cache": OtherStore("nothing: it deletes entries", "never", WhenErased.NEVER),
    "tracekit_site.services.install_checks": OtherStore("a word, to try the cache", "a minute", WhenErased.NEVER),
    "tracekit_site.views.health": OtherStore("a word, to try the cache", "a minute", WhenErased.NEVER),
}
"""Each of these modules keeps entries in the cache, which is Redis or the memory of the web process."""

STORED_FILES = {
    "activities.SourceFile.content": OtherStore(
        "a file that the athlete uploaded, GPS included, in the folder of its owner",
        AS_LONG_AS_ACCOUNT,
        WhenErased.WITH_ACCOUNT,
    ),
    "tracekit_site.AccountImport.content": OtherStore(
        "an uploaded export of its owner", "until it is read", WhenErased.WITH_ACCOUNT
    ),
    "tracekit_site.ExportPart.content": OtherStore(
        "a part of an export: everything that is exported of its owner", "a day", WhenErased.WITH_ACCOUNT
    ),
}
"""Each of these fields names files in the file storage."""

LOG_VALUES = {
    "_route_of(request)": "the name of an address, without its parameters",
    "account.pk if account else '-'": "the id of an account",
    "attempts": "a count",
    "claim.erasure.pk": "the id of an erasure, which is that of its receipt",
    "code": "the code of an error page, or of an error",
    "description": "the class of an error, and a bucket's code for it",
    "entry.kind": "the kind of an outbox entry",
    "entry.pk": "the id of an outbox entry",
    "erasure": "the id of an erasure, which is that of its receipt",
    "erasure.deadline": "when an erasure must be complete",
    "erasure.error": "the step of an erasure that failed, and the class of its error",
    "erasure_id": "the id of an erasure, which is that of its receipt",
    "error": "why a second factor does not open: the name of a key",
    "exception.code": "the code of a storage error",
    "job.kind": "the kind of a job",
    "job.pk": "the id of a job",
    "job_id": "the id of a job",
    "kind.value": "the kind of a security event",
    "left": "the kind of what an erasure has left",
    "log_line": "fixed words about a proxy, and an origin or a host name that the settings do not expect",
    "message": "what an operator did, in fixed words",
    "obj.pk": "the id of an account, an erasure or a job",
    "receipt_id": "the id of a receipt",
    "request.user.pk": "the id of an operator's account",
    "response['bug']": "the class of an error in a parser",
    "self.name": "the name of a thread",
    "self.opts.model_name": "the name of a table",
    "step.name": "the name of a step of an erasure",
    "task.name": "the name of a periodic task",
    "type(error).__name__": "the class of an error",
}
"""Log lines hold these values, written as in the code that logs them, and fixed words; none is an activity's."""
