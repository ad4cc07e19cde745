"""Reads the requests of programs that control the sandbox, and refuses wrong ones."""

from typing import Any

from providers.sandbox.fixture_activity import is_field
from providers.sandbox.http import MalformedBody, SandboxRequest, SandboxResponse, json_response
from providers.sandbox.service import CLIENT_ID, CLIENT_SECRET, SandboxService


def read_body(request: SandboxRequest) -> tuple[dict[str, Any], SandboxResponse | None]:
    """Returns the object in the body, and an error response when there is none or the caller is not the client."""
    if not is_client(request):
        return {}, unauthorized()
    try:
        return dict(request.json), None
    except MalformedBody:
        return {}, bad_request("The body is one JSON object.")


def read_fixture_fields(
    service: SandboxService, request: SandboxRequest, code: str
) -> tuple[dict[str, Any], SandboxResponse | None]:
    """Returns the fields of an activity in the body, and an error response when something about them is wrong."""
    fields, error_response = read_body(request)
    if error_response:
        return {}, error_response
    if service.database.athletes.get(code) is None:
        return {}, unknown_athlete()
    wrong = [name for name, value in fields.items() if not is_field(name, value)]
    if wrong:
        return {}, bad_request(f"These are no fields of an activity, or their values have the wrong type: {wrong}.")
    if fields.get("gear") not in (None, *(gear.id for gear in service.database.athletes.gear(code))):
        return {}, bad_request("The athlete has no gear with that id.")
    return fields, None


def is_client(request: SandboxRequest) -> bool:
    """Returns whether the request has the client's credentials."""
    return request.basic_credentials == (CLIENT_ID, CLIENT_SECRET)


def unauthorized() -> SandboxResponse:
    """Says that the client's credentials are missing."""
    return json_response({"error": "Basic authorization of the client is needed."}, 401)


def unknown_athlete() -> SandboxResponse:
    """Says that there is no such athlete."""
    return json_response({"error": "No athlete has that code."}, 404)


def bad_request(message: str) -> SandboxResponse:
    """Says what about the request is wrong."""
    return json_response({"error": message}, 400)
