"""No address tells or changes anything for a stranger or another account, with any method."""

import re
import uuid
from typing import Any

import pytest
from django.apps import apps
from django.test import Client

from accounts import stranger_limits
from accounts.models import Account
from accounts.owned import Owned
from accounts.scope import owner_scope
from activities.models import Activity, SourceFile
from matching.models import Workout
from tests.activities.factories import ride_files, upload_files
from tests.house.addresses import METHODS, addresses, keep_signed_in, path_values
from tests.matching.connections import create_connection
from tests.run_jobs import run_jobs
from tests.write_back.factories import create_write_back

pytestmark = [pytest.mark.postgres, pytest.mark.once]

SENTINEL = "sentinel-of-alice"
NOT_ANSWERED = {
    *(
        "start/<token>/",
        "unsubscribe/<token>/",
        "erasure/<token>/",
        "receipts/<uuid:id>/",
        "files/known/",
        "webhooks/<slug:provider>/",
        "sync/month/",
        "account/2fa/app/off/",
        "account/2fa/recovery-codes/",
    ),
    *("demo/", "demo/start/", "demo/keep/", "demo/delete/"),
    *("connections/application/<slug:provider>/", "connections/application/<slug:provider>/delete/"),
    "calendar/<year:year>/<month:month_number>/<day:day_number>/",
}
"""These addresses need a token, a body, an operator, a second factor, a demo or a certain day.

Other tests prove that they answer.
"""

OPERATOR_PREFIX = "operator/"
"""Athletes get 404 at the operator's addresses; other tests prove that operators get an answer."""


@pytest.fixture(autouse=True)
def _many_forms(monkeypatch: pytest.MonkeyPatch) -> None:
    """Lets a stranger send a form to every address at once."""
    monkeypatch.setitem(stranger_limits.RATES, "network", "9999/m/key")


@pytest.fixture
def example_ids(alice: Account) -> list[object]:
    """Creates a row for each kind of id in addresses, with a sentinel in every text; returns the ids."""
    with owner_scope(alice):
        files = upload_files({f"{SENTINEL}-{name}": data for name, data in ride_files(3).items()})
        run_jobs()
        upload_files({f"{SENTINEL}.fit": b"refused"})
        run_jobs()
        Activity.objects.update(name=f"{SENTINEL} rides", device=f"{SENTINEL} device")
        workouts = list(Workout.objects.values_list("pk", flat=True))
        write_back = create_write_back(
            connection=create_connection(),
            workout_id=workouts[0],
            provider_id="1",
            field="name",
            expected_before=SENTINEL,
            desired_after=SENTINEL,
        )
    return [workouts[0], files[0].pk, files[0].upload_id, write_back.pk, write_back.connection_id]


def upload_query(example_ids: list[object]) -> str:
    """Returns a query that names one of Alice's uploads, for the addresses that accept it there."""
    return f"?since={example_ids[2]}"


def owned_rows(owner: Account) -> list[Any]:
    """Returns all rows of an account, and the account's own values."""
    models = [model for model in apps.get_models() if issubclass(model, Owned)]
    rows = [list(model.across_accounts.filter(owner=owner).order_by("pk").values()) for model in models]
    return [*rows, Account.objects.filter(pk=owner.pk).values("email", "password", "units", "theme", "time_zone").get()]


def redirect_target(response: Any) -> str:
    """Returns the address to which a response redirects, without ids."""
    return re.sub(r"[0-9a-f]{8}-[0-9a-f-]{27}", "ID", response.headers.get("Location", ""))


def response_text(response: Any) -> str:
    """Returns everything that a response tells: status, headers, cookies and body."""
    body = b"".join(response.streaming_content) if response.streaming else response.content
    if getattr(response, "file_to_stream", None):
        response.file_to_stream.close()
    return f"{response.status_code} {response.headers} {response.cookies} {body.decode(errors='replace')}"


@pytest.mark.parametrize("actor", ["stranger", "mallory"])
def test_no_address_tells_or_changes_anything_for_others(
    actor: str, alice: Account, mallory: Account, mallory_client: Client, example_ids: list[object]
) -> None:
    client = mallory_client if actor == "mallory" else Client()
    client.raise_request_exception = True
    before, count = owned_rows(alice), 0
    for address in addresses():
        for id_ in example_ids if "<uuid:" in address.pattern else example_ids[:1]:
            for method in METHODS:
                query = upload_query(example_ids)
                path, unknown_path = (address.path(**path_values(value)) + query for value in (id_, uuid.uuid4()))
                response = getattr(client, method)(path)
                assert response.status_code < 500, (method, path)
                text = response_text(response)
                assert SENTINEL not in text, (method, path)
                assert alice.email not in text, (method, path)
                if "<uuid:" in address.pattern:
                    unknown = getattr(client, method)(unknown_path)
                    assert response.status_code == unknown.status_code, (method, path)
                    assert redirect_target(response) == redirect_target(unknown), (method, path)
                count += 1
                if actor == "mallory" and not Account.objects.filter(pk=mallory.pk).exists():
                    pytest.fail(f"{method} {path} deleted an account")
                if actor == "mallory":
                    keep_signed_in(client, mallory)
    assert count > 100
    assert owned_rows(alice) == before


def test_the_owner_is_answered(alice: Account, alice_client: Client, example_ids: list[object]) -> None:
    answered, sentinel_count = set(), 0
    for method in ("get", "post"):
        for address in addresses():
            for id_ in example_ids if "<uuid:" in address.pattern else example_ids[:1]:
                path = address.path(**path_values(id_)) + upload_query(example_ids)
                response = getattr(alice_client, method)(path)
                sentinel_count += SENTINEL in response_text(response)
                if response.status_code < 400:
                    answered.add(address.pattern)
                keep_signed_in(alice_client, alice)
    assert not any(pattern.startswith(OPERATOR_PREFIX) for pattern in answered)
    own_patterns = {address.pattern for address in addresses() if not address.pattern.startswith(OPERATOR_PREFIX)}
    assert own_patterns - answered <= NOT_ANSWERED
    assert sentinel_count > 3


def test_foreign_and_unknown_ids_are_answered_alike(mallory_client: Client, example_ids: list[object]) -> None:
    for id_ in example_ids:
        for path in ("/workouts/{}/", "/files/{}/", "/files/{}/original/"):
            foreign, unknown = (mallory_client.get(path.format(value)) for value in (id_, uuid.uuid4()))
            assert foreign.status_code == unknown.status_code == 404
            assert len(foreign.content) == len(unknown.content)


def test_get_changes_nothing(alice: Account, alice_client: Client, example_ids: list[object]) -> None:
    before = owned_rows(alice)
    for address in addresses():
        for id_ in example_ids:
            response_text(alice_client.get(address.path(**path_values(id_))))
    assert owned_rows(alice) == before
    with owner_scope(alice):
        assert SourceFile.objects.count() == 4
