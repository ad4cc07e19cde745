"""Builds for every address its requests, from the ids that they are to name."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode

from django.test.client import MULTIPART_CONTENT

from tests.house.addresses import Address
from tests.isolation.example_forms import FORMS, QUERIES, FormMaker, Ids, JsonBody, empty_form, no_query

ID_OF_PATH = {
    **dict.fromkeys(("workout", "workout_split", "workout_name_edit", "workout_name"), "workout"),
    **dict.fromkeys(("workout_ignore", "workout_write_back", "workout_file_fetch", "workout_file_status"), "workout"),
    **dict.fromkeys(("connection", "connection_pull", "connection_pause", "connection_resume"), "connection"),
    **dict.fromkeys(("connection_disconnect", "connection_deletions"), "connection"),
    **dict.fromkeys(("file", "file_original"), "file"),
    "file_delete": "second_file",
    "files_upload_delete": "second_upload",
    **dict.fromkeys(("write_back", "write_back_undo"), "done"),
    "write_back_accept": "conflict",
    "write_back_withdraw": "unsent",
    "write_back_retry": "failed",
    "export_archive": "export",
    "receipt": "receipt",
    "one_time_link": "link",
    "unsubscribe": "unsubscribe",
    "erasure": "erasure_link",
}
"""Maps the names of addresses with an id or a token in their path to the name of that id."""

ID_OF_TABLE = {
    "accounts/account": "account",
    "accounts/erasure": "erasure",
    "admin/logentry": "log_entry",
    "jobs/job": "job",
    "jobs/worker": "worker",
    "tracekit_site/export": "export",
}
"""Maps the tables of the operator's admin to the name of the id of their rows."""

NO_HEADERS: Mapping[str, str] = {}
PLAIN_AND_HTMX = (NO_HEADERS, {"hx-request": "true"})
HEADERS: dict[str, tuple[Mapping[str, str], ...]] = {
    "mfa_login_webauthn": ({"accept": "application/json"},),
    **dict.fromkeys(
        ("workout_name_edit", "write_back", "write_backs_undo", "first_steps_status", "demo"), PLAIN_AND_HTMX
    ),
    **dict.fromkeys(
        ("file_delete", "files_upload_delete", "connection_disconnect", "connections_order"), PLAIN_AND_HTMX
    ),
    **dict.fromkeys(("workout_file_fetch", "workout_file_status"), PLAIN_AND_HTMX),
    **dict.fromkeys(("possible_answer", "corrections_undo", "workout_split", "workout_ignore"), PLAIN_AND_HTMX),
    **dict.fromkeys(("workout_name", "workout_write_back", "write_back_undo", "write_back_accept"), PLAIN_AND_HTMX),
    **dict.fromkeys(("write_back_withdraw", "write_back_retry", "notifications_read", "authorization"), PLAIN_AND_HTMX),
}
"""These addresses answer a script in another way than a browser: with a part of a page, or with JSON."""


class NoExample(LookupError):
    """An address has a part in its path, or takes a form, that no table of these tests fills."""


@dataclass(frozen=True)
class ExampleRequest:
    """Represents a request without its method: where it goes, and what it carries when the method has a body."""

    path: str
    form: Mapping[str, Any] | str = field(default_factory=dict)
    content_type: str = MULTIPART_CONTENT
    headers: Mapping[str, str] = field(default_factory=dict)


def example_requests(address: Address, ids: Ids) -> Iterator[ExampleRequest]:
    """Yields the requests to an address with these ids: each form of it, sent in each way. Raises NoExample."""
    path = address.path(**path_values_of(address, ids))
    if query := QUERIES.get(address.name, no_query)(ids):
        path = f"{path}?{urlencode(query)}"
    for headers in HEADERS.get(address.name, (NO_HEADERS,)):
        for body in forms_of(address)(ids):
            if isinstance(body, JsonBody):
                yield ExampleRequest(path, json.dumps(body.content), "application/json", headers)
            else:
                yield ExampleRequest(path, body, headers=headers)


def path_values_of(address: Address, ids: Ids) -> dict[str, str]:
    """Returns the values of the parts of an address. Raises NoExample."""
    values = {"provider": "strava", "year": ids["year"], "month_number": ids["month"], "day_number": ids["day"]}
    key = id_name(address)
    return values | ({} if key is None else dict.fromkeys(("id", "token", "object_id"), ids[key]))


def id_name(address: Address) -> str | None:
    """Returns the name of the id or token in the path of an address; None without one. Raises NoExample."""
    if not any(part in address.pattern for part in (":id>", ":object_id>", "<token>")):
        return None
    table = "/".join(address.pattern.split("/")[1:3])
    key = ID_OF_TABLE.get(table) if address.pattern.startswith("operator/") else ID_OF_PATH.get(address.name)
    if key is None:
        raise NoExample(f"say in ID_OF_PATH which id {address.pattern} takes")
    return key


def forms_of(address: Address) -> FormMaker:
    """Returns the function that fills the forms of an address. Raises NoExample."""
    if address.pattern.startswith("operator/"):
        return FORMS.get(address.name, empty_form)
    if address.name not in FORMS:
        raise NoExample(f"say in FORMS what {address.pattern} takes")
    return FORMS[address.name]
