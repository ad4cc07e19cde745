"""Sends every kind of request to addresses as every visitor, and notes what must not happen."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from functools import partial
from itertools import cycle
from typing import Any
from urllib.parse import urlencode

from django.core.cache import cache
from django.db import InternalError, transaction
from django.test import Client

from accounts.scope import no_scope
from tests.house.addresses import METHODS, Address
from tests.isolation.answers import text_of
from tests.isolation.example_requests import ExampleRequest, example_requests
from tests.isolation.findings import DISTINGUISHED, Finding, Reply, Sent, files_faults, find_faults, rows_faults
from tests.isolation.ids import WRONG_FORMS, malformed_ids
from tests.isolation.report import report_lines
from tests.isolation.second_factors import sign_in_browser
from tests.isolation.stored_rows import noting_writes
from tests.isolation.visitors import FOREIGN, MALFORMED, MISSING, Visitor

WITH_FORM = ("post", "put", "patch", "delete")
BRIEF_METHODS = ("get", *WITH_FORM)
METHOD_REFUSED = 405
TRIES = 3
"""Two answers are compared this many times before they count as different: the clock may move on between them."""


@dataclass
class Crawler:
    """Calls addresses; `counts` counts requests by visitor, kind of id and status, `reached` holds where one worked.

    Each request is undone after it was looked at, so that all of them meet the same rows. A brief crawl leaves out
    OPTIONS, HEAD, which runs the code of GET, and what was refused to another visitor, for which no code runs.
    """

    findings: list[Finding] = field(default_factory=list)
    counts: Counter[tuple[str, str, int]] = field(default_factory=Counter)
    reached: set[tuple[str, str, str]] = field(default_factory=set)
    is_brief: bool = False
    wrong_forms: Iterator[str] = field(default_factory=lambda: cycle(WRONG_FORMS))
    client: Client = field(default_factory=lambda: Client(raise_request_exception=False))

    def crawl(self, addresses: Iterable[Address], visitors: Sequence[Visitor]) -> None:
        """Calls these addresses with every method, as each of these visitors, with every kind of id."""
        for address in addresses:
            refused: set[str] = set()
            for visitor in visitors:
                for method in BRIEF_METHODS if self.is_brief else METHODS:
                    if (method not in refused or not self.is_brief) and self._is_refused(address, visitor, method):
                        refused.add(method)

    def _is_refused(self, address: Address, visitor: Visitor, method: str) -> bool:
        """Sends the requests that differ; returns whether the method is refused, whatever the kind of id.

        Malformed ids have each wrong form in turn, so every address gets all of them from one visitor or another.
        """
        replies: dict[tuple[str, int], tuple[Sent, Reply]] = {}
        seen = set()
        wrong_ids = malformed_ids(visitor.ids[FOREIGN], next(self.wrong_forms))
        for kind, ids in {**visitor.ids, MALFORMED: wrong_ids}.items():
            for number, request in enumerate(example_requests(address, ids)):
                sent = Sent(address, visitor, kind, ids, method, request)
                if (key := _key(sent)) in seen:
                    continue
                seen.add(key)
                reply = self._record(sent)
                if reply.status == METHOD_REFUSED:
                    return True
                replies[kind, number] = sent, reply
        self._compare(replies)
        return False

    def _record(self, sent: Sent) -> Reply:
        reply = self._send(sent)
        self.findings += reply.faults
        self.counts[sent.visitor.name, sent.kind, reply.status] += 1
        if reply.is_success and sent.kind == next(iter(sent.visitor.ids)):
            self.reached.add((sent.address.pattern, sent.method, sent.visitor.name))
        return reply

    def _send(self, sent: Sent) -> Reply:
        cache.clear()  # it counts requests, and limits them
        sign_in_browser(self.client, sent.visitor.session_key)
        with no_scope(), transaction.atomic():
            with noting_writes() as has_written:
                response = self._request(sent.method, sent.request)
                text = text_of(response) + self._follow(sent.method, response)
            faults = find_faults(sent, response.status_code, text) + files_faults(sent)
            if has_written():
                with suppress(InternalError):  # PostgreSQL has refused a statement, and with it the whole request
                    faults += rows_faults(sent)
            transaction.set_rollback(True)
        return Reply.of(sent, response, text, faults)

    def _request(self, method: str, request: ExampleRequest) -> Any:
        send = partial(getattr(self.client, method), request.path, headers=request.headers)
        if method == "post":
            return send(request.form, content_type=request.content_type)
        if method in WITH_FORM:
            form = request.form if isinstance(request.form, str) else urlencode(request.form, doseq=True)
            return send(form, content_type="application/x-www-form-urlencoded")
        return send()

    def _follow(self, method: str, response: Any) -> str:
        """Returns what the next page tells after a form: it shows a message about what was done."""
        address = response.headers.get("Location", "")
        if method != "post" or not address.startswith("/") or address.startswith("/account/login/"):
            return ""
        return text_of(self.client.get(address))

    def _compare(self, replies: Mapping[tuple[str, int], tuple[Sent, Reply]]) -> None:
        """Notes where an id of a foreign row is answered in another layers than one that no row has."""
        for (kind, number), (sent, reply) in replies.items():
            if kind != FOREIGN or (MISSING, number) not in replies or sent.is_by_operator:
                continue
            other, other_reply = replies[MISSING, number]
            for _ in range(TRIES):
                if reply.comparable == other_reply.comparable:
                    break
                reply, other_reply = self._send(sent), self._send(other)
            else:
                self.findings.append(sent.finding(DISTINGUISHED, f"{reply.comparable}\n≠\n{other_reply.comparable}"))

    def report(self, layers: str, addresses: int) -> list[str]:
        """Returns the lines of a table: how many requests each visitor has sent with each kind of id."""
        return report_lines(self.counts, f"{layers}: {addresses} addresses, {len(self.findings)} findings")


def _key(sent: Sent) -> str:
    """Returns what tells this request apart from others with the same method."""
    return f"{sent.request.path} {sent.request.headers} {sent.request.form if sent.method in WITH_FORM else ''}"
