"""Finds in answers and rows what must not be there."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple
from urllib.parse import unquote

from tests.house.addresses import Address
from tests.isolation.answers import without_ids, without_random_texts
from tests.isolation.example_requests import ExampleRequest
from tests.isolation.stored_files import take_deleted_names
from tests.isolation.stored_rows import rows_of
from tests.isolation.visitors import FOREIGN, MISSING, OPERATOR, Visitor

LEAKED, CHANGED, COPIED, WRITTEN = "leaked", "changed", "copied", "written without a form"
CRASHED, LIMITED, DISTINGUISHED = "crashed", "limited", "distinguished"

SAFE_METHODS = ("get", "head", "options")
WRITING_ON_GET = {"connection_callback", "mfa_view_recovery_codes"}
"""A platform sends the athlete back to the first by a redirect; the second shows recovery codes once, and notes it."""
RECORDS_OF_VISITS = {"accounts_session", "accounts_securityevent"}
"""These tables record that a page was visited."""

REDIRECTING = {"home", "workout_name_edit", "authorization", "connection_callback", "demo", "demo_start"}
"""A redirect from one of these, or from the short address of a row in the admin, is what was asked for."""

SIGN_IN_PAGES = ("/account/login/", "/account/reauthenticate/")

MAY_CHANGE = {"account_login": {"accounts_securityevent"}}
"""These tables of others may change at these addresses: a wrong password is counted for its account."""

OPERATORS_MAY_CHANGE = {
    *("accounts_account", "accounts_session", "accounts_onetimelink", "accounts_securityevent"),
    *("accounts_erasure", "jobs_job"),
}
"""Operators lock accounts, mail links to erase them, and retry jobs; nothing else can be changed in the admin."""


class Finding(NamedTuple):
    """Names something that must not happen, and the request after which it did."""

    fault: str
    visitor: str
    kind: str
    method: str
    path: str
    detail: str

    def __str__(self) -> str:
        """Returns it in one line."""
        return f"{self.fault}: {self.visitor}, {self.kind} ids, {self.method} {self.path}: {self.detail[:300]!r}"


@dataclass(frozen=True)
class Sent:
    """Represents a request with whoever sent it, and the kind of ids that it names."""

    address: Address
    visitor: Visitor
    kind: str
    ids: Mapping[str, str]
    method: str
    request: ExampleRequest

    @property
    def is_by_operator(self) -> bool:
        """Returns whether an operator has sent it to the operator's admin."""
        return self.visitor.name == OPERATOR and self.address.pattern.startswith("operator/")

    @property
    def named_ids(self) -> list[str]:
        """Returns the ids that it names."""
        content = f"{unquote(self.request.path)} {self.request.form}"
        return [id_ for id_ in self.ids.values() if id_ in content]

    def finding(self, fault: str, detail: str) -> Finding:
        """Returns a finding about it."""
        return Finding(fault, self.visitor.name, self.kind, self.method, self.request.path, detail)


@dataclass(frozen=True)
class Reply:
    """Holds what an answer said: `comparable`, of foreign and absent ids alone, leaves out what always differs."""

    status: int
    comparable: str
    is_success: bool
    faults: list[Finding]

    @classmethod
    def of(cls, sent: Sent, response: Any, text: str, faults: list[Finding]) -> "Reply":
        """Returns what the answer to a request said."""
        is_compared = sent.kind in (FOREIGN, MISSING)
        text = without_ids(text, sent.request.path, sent.named_ids) if is_compared else ""
        comparable = without_random_texts(text)
        return cls(response.status_code, comparable, _is_success(sent, response), faults)


def find_faults(sent: Sent, status: int, text: str) -> list[Finding]:
    """Returns what is wrong with an answer: it is an error of ours, was refused for its rate, or tells of others."""
    faults = [sent.finding(CRASHED, str(status))] if status >= 500 else []
    faults += [sent.finding(LIMITED, "")] if status == 429 else []
    text = without_ids(text, sent.request.path, sent.named_ids)
    if sent.is_by_operator:
        for name in sent.visitor.admin_names:
            text = text.replace(name, "")
    sentinel = sent.visitor.sentinels.first_in(text)
    return [*faults, sent.finding(LEAKED, _around(sentinel, text))] if sentinel else faults


def files_faults(sent: Sent) -> list[Finding]:
    """Returns a finding when stored files of another account were to be deleted."""
    own = str(sent.visitor.account.pk) if sent.visitor.account else "nobody"
    names = [name for name in take_deleted_names() if not name.startswith(own)]
    return [sent.finding(CHANGED, ", ".join(names))] if names else []


def rows_faults(sent: Sent) -> list[Finding]:
    """Returns what is wrong with the rows after a request: others' have changed, or own ones that must not."""
    allowed = OPERATORS_MAY_CHANGE if sent.is_by_operator else MAY_CHANGE.get(sent.address.name, set())
    changed = _changed_tables(sent.visitor.rows_of_others, rows_of(sent.visitor.others)) - allowed
    faults = [sent.finding(CHANGED, ", ".join(sorted(changed)))] if changed else []
    if sent.visitor.account is None:
        return faults
    own_rows = rows_of([sent.visitor.account])
    return faults + _own_faults(sent, own_rows)


def _own_faults(sent: Sent, rows: Mapping[str, str]) -> list[Finding]:
    """Returns what is wrong with the rows of whoever has sent a request."""
    written = _changed_tables(sent.visitor.own_rows, rows) - RECORDS_OF_VISITS
    is_safe = sent.method in SAFE_METHODS and sent.address.name not in WRITING_ON_GET
    faults = [sent.finding(WRITTEN, ", ".join(sorted(written)))] if written and is_safe else []
    text = "\n".join(rows.values())
    sentinel = "" if sent.is_by_operator else sent.visitor.sentinels.first_in(text)
    return [*faults, sent.finding(COPIED, _around(sentinel, text))] if sentinel else faults


def _changed_tables(before: Mapping[str, str], after: Mapping[str, str]) -> set[str]:
    return {table for table in before if before[table] != after.get(table)}


def _is_success(sent: Sent, response: Any) -> bool:
    """Returns whether the answer is what was asked for: a page, a file, or the redirect after a form."""
    address = response.headers.get("Location", "")
    if not address:
        return bool(response.status_code < 400)
    is_expected = sent.method == "post" or sent.address.name in REDIRECTING or not sent.address.name
    return is_expected and not address.startswith(SIGN_IN_PAGES)


def _around(sentinel: str, text: str) -> str:
    position = text.find(sentinel)
    return text[max(position - 60, 0) : position + 60]
