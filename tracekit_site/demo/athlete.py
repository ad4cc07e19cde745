"""Requests the demo athlete from the sandbox, over HTTP as from any platform."""

import io
from typing import TYPE_CHECKING, BinaryIO

from django.conf import settings

from providers.credentials import Registration
from providers.errors import TemporaryFailure

if TYPE_CHECKING:
    from requests import Response

TIMEOUT_S = 30


def create_athlete(sandbox: Registration) -> tuple[str, str]:
    """Creates an athlete with two years of history; returns its code, and an authorization code for tokens."""
    response = _call_sandbox(sandbox, "POST", "/control/athletes", json={"history": "demo"})
    try:
        fields = response.json()
        return str(fields["code"]), str(fields["authorization_code"])
    except (ValueError, KeyError, TypeError):
        raise TemporaryFailure("garbled") from None


def download_files(sandbox: Registration, code: str) -> BinaryIO:
    """Returns the athlete's files as a zip."""
    return io.BytesIO(_call_sandbox(sandbox, "GET", f"/athletes/{code}/files.zip").content)


def _call_sandbox(sandbox: Registration, method: str, path: str, json: object = None) -> "Response":
    import requests  # most processes never call a sandbox

    credentials = (sandbox.client_id, sandbox.client_secret)
    try:
        url = settings.SANDBOX_API_URL + path
        response = requests.request(method, url, json=json, auth=credentials, timeout=TIMEOUT_S)
        response.raise_for_status()
    except requests.RequestException:
        raise TemporaryFailure("no_answer") from None
    return response
