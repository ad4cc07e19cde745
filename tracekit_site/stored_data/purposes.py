"""Names in words what leaves the server for, and to whom."""

from accounts.services.outgoing_mail import MAIL, RESET_CODE
from accounts.transmission import MAIL_RECEIVER
from matching.querysets import WRITE_BACK_JOB
from providers.models import Pull
from providers.querysets import FETCH_FILE_JOB
from providers.registry import get_provider
from providers.services.authorization import EXCHANGE
from providers.services.platform_deletions import CONFIRM_JOB
from providers.services.receive_events import CHANGED_JOB, REVOKED_JOB
from providers.services.revocation import REVOCATION
from providers.services.start_pull import JOB_KIND_OF_PULL
from tracekit_site.demo.build import BUILD_KIND

PURPOSES = {
    JOB_KIND_OF_PULL[Pull.Kind.FIRST]: "first sync",
    JOB_KIND_OF_PULL[Pull.Kind.DAILY]: "daily sync",
    JOB_KIND_OF_PULL[Pull.Kind.NOW]: "sync you asked for",
    JOB_KIND_OF_PULL[Pull.Kind.FULL]: "full sync",
    JOB_KIND_OF_PULL[Pull.Kind.SPAN]: "sync of a month or since a day",
    CHANGED_JOB: "activity the service told us about",
    CONFIRM_JOB: "checking whether an activity is gone",
    REVOKED_JOB: "checking whether you ended the access",
    WRITE_BACK_JOB: "change you clicked",
    FETCH_FILE_JOB: "file you asked for",
    BUILD_KIND: "building the demo",
    EXCHANGE: "connecting the service",
    REVOCATION: "ending the access",
    MAIL: "notices and notifications",
    RESET_CODE: "code for a new password",
}
"""Each kind of job that calls a platform, and each kind of outbox entry, has words here."""


def purpose_name(kind: str) -> str:
    """Returns the words for a kind of job or of outbox entry; "other" for one without words."""
    return PURPOSES.get(kind, "other")


def receiver_name(receiver: str) -> str:
    """Returns the name of a platform, or of the mail server."""
    return "Mail server" if receiver == MAIL_RECEIVER else getattr(get_provider(receiver), "label", receiver)
