"""Puts the policy together for one install: the sections, with the promises that apply there first."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from django.conf import settings

from providers.registry import PLATFORMS
from tracekit_site.privacy_policy.place_promises import WHERE
from tracekit_site.privacy_policy.promise import Mode, Promise, Section
from tracekit_site.privacy_policy.stored_promises import ANSWERS, NEVER, STORED
from tracekit_site.privacy_policy.time_promises import HOW_LONG, RIGHTS
from tracekit_site.privacy_policy.use_promises import PROVIDERS, USE

SECTIONS = (STORED, NEVER, USE, ANSWERS, PROVIDERS, WHERE, HOW_LONG, RIGHTS)
"""The page shows these sections in this order."""

OTHER_MODE_TITLES = {
    Mode.HOSTED: "If you run tracekit yourself",
    Mode.SELF_HOSTED: "If somebody hosts tracekit for you",
}
"""The last section has this title: it holds what applies only to installs that are not run like this one."""

PROJECT_CONTACT = "Open an issue in tracekit’s issue tracker, or write to the maintainer."


@dataclass(frozen=True, slots=True, kw_only=True)
class PolicyValues:
    """Holds what the policy says of one install."""

    operator_name: str = ""
    operator_contact: str = ""
    mail_processor: str = ""
    backup_days: int = 30
    reports_errors: bool = False

    def fill(self, text: str) -> str:
        """Returns the text of a promise with the values of the install."""
        return text.format(
            retention_limits=" ".join(_retention_limits()),
            mail_processor=self.mail_processor or "A mail service, which the page of each install names,",
            mail_service=f", which {self.mail_processor} delivers" if self.mail_processor else "",
            backup_days=self.backup_days,
            error_reports=self._error_reports(),
            contact=self._contact(),
        )

    def _error_reports(self) -> str:
        if not self.reports_errors:
            return ""
        return (
            "Sentry receives error reports: the type of an error, where it occurred in tracekit’s code, and the kind "
            "of page or task, but never activities, credentials, addresses or who you are. "
        )

    def _contact(self) -> str:
        if not self.operator_name:
            return f"{PROJECT_CONTACT} If somebody else runs tracekit for you, contact them first."
        reach = f": {self.operator_contact}" if self.operator_contact else ""
        return f"{self.operator_name} runs this tracekit{reach}. For questions about the software: {PROJECT_CONTACT}"


def install_values() -> PolicyValues:
    """Returns the values of this install."""
    return PolicyValues(
        operator_name=settings.OPERATOR_NAME,
        operator_contact=settings.OPERATOR_CONTACT,
        mail_processor=settings.MAIL_PROCESSOR,
        backup_days=settings.BACKUP_DAYS,
        reports_errors=bool(settings.SENTRY_DSN),
    )


def sections_for(mode: Mode) -> list[Section]:
    """Returns the sections of an install that is run in this mode; the promises for the other mode come last."""
    other = Mode.SELF_HOSTED if mode is Mode.HOSTED else Mode.HOSTED
    sections = [
        Section(
            key=section.key, title=section.title, promises=tuple(p for p in section.promises if p.mode is not other)
        )
        for section in SECTIONS
    ]
    rest = tuple(promise for promise in all_promises() if promise.mode is other)
    return [*sections, Section(key="other-mode", title=OTHER_MODE_TITLES[mode], promises=rest)]


@cache
def all_promises() -> tuple[Promise, ...]:
    """Returns every promise, in the order of the page."""
    return tuple(promise for section in SECTIONS for promise in section.promises)


def _retention_limits() -> Iterator[str]:
    """Yields a sentence for each platform that limits how long its data is kept."""
    for platform in PLATFORMS.values():
        if platform.retention is not None:
            unconfirmed = f"What {platform.label} hasn’t confirmed for {platform.retention.days} days"
            yield f"{unconfirmed} is deleted, except for the activity’s ID and link."


def split_code(text: str) -> list[tuple[str, bool]]:
    """Returns the parts of a text, each with whether it is code."""
    return [(part, index % 2 == 1) for index, part in enumerate(re.split("`", text)) if part]
