"""The demo athlete, as the sandbox makes one: asked for over HTTP, like everything of a platform."""

import io
from typing import BinaryIO

import requests

from providers.contract import Registration
from providers.errors import TemporaryFailure

TIMEOUT_S = 30


def make_athlete(sandbox: Registration) -> tuple[str, str]:
    """A new athlete with two years of history: the athlete's code, and one to exchange for keys."""
    answer = _ask(sandbox, "POST", "/control/athletes", json={"history": "demo"})
    try:
        told = answer.json()
        return str(told["code"]), str(told["authorization_code"])
    except (ValueError, KeyError, TypeError):
        raise TemporaryFailure("garbled") from None


def files_of(sandbox: Registration, code: str) -> BinaryIO:
    """The files that this athlete has kept, zipped."""
    return io.BytesIO(_ask(sandbox, "GET", f"/athletes/{code}/files.zip").content)


def _ask(sandbox: Registration, method: str, path: str, json: object = None) -> requests.Response:
    who = (sandbox.client_id, sandbox.client_secret)
    try:
        answer = requests.request(method, sandbox.api_url + path, json=json, auth=who, timeout=TIMEOUT_S)
        answer.raise_for_status()
    except requests.RequestException:
        raise TemporaryFailure("no_answer") from None
    return answer
