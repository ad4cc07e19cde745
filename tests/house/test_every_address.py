"""Every address, every method, as a stranger and as another account: nothing is told, nothing is changed."""

import re
import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from django.apps import apps
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver

from accounts.models import Account
from accounts.owned import Owned
from accounts.scope import owner_scope
from activities.models import Activity, SourceFile
from matching.models import Workout
from tests.activities.factories import ride_files, upload_files
from tests.matching.connections import create_connection
from tests.run_jobs import run_jobs
from tests.write_back.factories import create_write_back

METHODS = ("get", "head", "options", "post", "put", "patch", "delete")
SENTINEL = "sentinel-of-alice"
ELSEWHERE = {
    *("start/<token>/", "files/known/", "account/2fa/app/off/", "account/2fa/recovery-codes/"),
    *("demo/", "demo/start/", "demo/keep/", "demo/delete/"),
}
"""Addresses that need a living token, a body, a second factor or a demo: their own tests show them answering."""

DESK = "operator/"
"""The operator's addresses: an athlete finds none of them; the desk's own tests show them answering."""


@dataclass(frozen=True)
class Address:
    """One pattern, and the path it makes of some arguments."""

    pattern: str
    name: str

    def path(self, **values: str) -> str:
        parts = []
        for part in self.pattern.split("/"):
            parts.append(
                values[part.strip("<>").partition(":")[2] or part.strip("<>")] if part.startswith("<") else part
            )
        return "/" + "/".join(parts)


def addresses(patterns: list[Any] | None = None, before: str = "") -> Iterator[Address]:
    for one in get_resolver().url_patterns if patterns is None else patterns:
        if isinstance(one, URLResolver):
            yield from addresses(one.url_patterns, before + str(one.pattern))
        elif isinstance(one, URLPattern):
            yield Address(before + str(one.pattern), one.name or "")


def values(thing: object) -> dict[str, str]:
    fixed = {"year": "2026", "month_number": "05", "token": "x" * 43, "provider": "strava"}
    return fixed | {"id": str(thing), "object_id": str(thing)}


def asked(things: list[object]) -> str:
    """A query that names one of her uploads, for the addresses that take it there."""
    return f"?since={things[2]}"


@pytest.fixture
def things(alice: Account) -> list[object]:
    """One of everything that stands in an address, and her sentinel in every text."""
    with owner_scope(alice):
        files = upload_files({f"{SENTINEL}-{name}": data for name, data in ride_files(3).items()})
        run_jobs()
        upload_files({f"{SENTINEL}.fit": b"refused"})
        run_jobs()
        Activity.objects.update(name=f"{SENTINEL} rides", device=f"{SENTINEL} device")
        workouts = list(Workout.objects.values_list("pk", flat=True))
        write = create_write_back(
            connection=create_connection(),
            workout_id=workouts[0],
            provider_id="1",
            field="name",
            expected_before=SENTINEL,
            desired_after=SENTINEL,
        )
    return [workouts[0], files[0].pk, files[0].upload_id, write.pk, write.connection_id]


def stay_in(client: Client, account: Account) -> None:
    """Signs in again when an address has signed out."""
    if "_auth_user_id" not in client.session:
        client.force_login(account, backend="allauth.account.auth_backends.AuthenticationBackend")


def rows(owner: Account) -> list[Any]:
    owned = [model for model in apps.get_models() if issubclass(model, Owned)]
    kept = [list(model.across_accounts.filter(owner=owner).order_by("pk").values()) for model in owned]
    return [*kept, Account.objects.filter(pk=owner.pk).values("email", "password", "units", "theme", "time_zone").get()]


def leads(answer: Any) -> str:
    """Where an answer sends on to, without the id."""
    return re.sub(r"[0-9a-f]{8}-[0-9a-f-]{27}", "ID", answer.headers.get("Location", ""))


def said(answer: Any) -> str:
    body = b"".join(answer.streaming_content) if answer.streaming else answer.content
    if getattr(answer, "file_to_stream", None):
        answer.file_to_stream.close()
    return f"{answer.status_code} {answer.headers} {answer.cookies} {body.decode(errors='replace')}"


@pytest.mark.parametrize("actor", ["stranger", "mallory"])
def test_nobody_else_learns_or_changes_anything(
    actor: str, alice: Account, mallory: Account, mallory_client: Client, things: list[object]
) -> None:
    client = mallory_client if actor == "mallory" else Client()
    client.raise_request_exception = True
    before, walked = rows(alice), 0
    for address in addresses():
        for thing in things if "<uuid:" in address.pattern else things[:1]:
            for method in METHODS:
                path, nowhere = (address.path(**values(one)) + asked(things) for one in (thing, uuid.uuid4()))
                answer = getattr(client, method)(path)
                assert answer.status_code < 500, (method, path)
                told = said(answer)
                assert SENTINEL not in told, (method, path)
                assert alice.email not in told, (method, path)
                if "<uuid:" in address.pattern:
                    other = getattr(client, method)(nowhere)
                    assert answer.status_code == other.status_code, (method, path)
                    assert leads(answer) == leads(other), (method, path)
                walked += 1
                if actor == "mallory" and not Account.objects.filter(pk=mallory.pk).exists():
                    pytest.fail(f"{method} {path} deleted an account")
                if actor == "mallory":
                    stay_in(client, mallory)
    assert walked > 100
    assert rows(alice) == before


def test_the_owner_herself_is_answered(alice: Account, alice_client: Client, things: list[object]) -> None:
    answered, sentinel = set(), 0
    for method in ("get", "post"):
        for address in addresses():
            for thing in things if "<uuid:" in address.pattern else things[:1]:
                answer = getattr(alice_client, method)(address.path(**values(thing)) + asked(things))
                sentinel += SENTINEL in said(answer)
                if answer.status_code < 400:
                    answered.add(address.pattern)
                stay_in(alice_client, alice)
    assert not any(pattern.startswith(DESK) for pattern in answered)
    silent = {address.pattern for address in addresses() if not address.pattern.startswith(DESK)} - answered
    assert silent <= ELSEWHERE
    assert sentinel > 3


def test_a_foreign_and_an_absent_id_are_answered_alike(mallory_client: Client, things: list[object]) -> None:
    for thing in things:
        for path in ("/workouts/{}/", "/files/{}/", "/files/{}/original/"):
            foreign, absent = (mallory_client.get(path.format(one)) for one in (thing, uuid.uuid4()))
            assert foreign.status_code == absent.status_code == 404
            assert len(foreign.content) == len(absent.content)


def test_nothing_changes_by_get(alice: Account, alice_client: Client, things: list[object]) -> None:
    before = rows(alice)
    for address in addresses():
        for thing in things:
            said(alice_client.get(address.path(**values(thing))))
    assert rows(alice) == before
    with owner_scope(alice):
        assert SourceFile.objects.count() == 4
