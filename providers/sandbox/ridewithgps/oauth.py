"""Issues an access token for a code, and revokes it.  The consent itself is a page."""

import time
from collections.abc import Callable

from providers.sandbox.http import SandboxRequest, SandboxResponse, json_response
from providers.sandbox.platforms import RIDEWITHGPS
from providers.sandbox.ridewithgps import errors
from providers.sandbox.ridewithgps.faults import FAULTY_RIDEWITHGPS
from providers.sandbox.service import CLIENT_ID, CLIENT_SECRET, SandboxService

SCOPE = "user"
"""This is the one scope, which allows everything; no application asks for it."""


def create_code(service: SandboxService, athlete: str, redirect_uri: str = "") -> str:
    """Records a consent of an athlete, who joins RideWithGPS at the latest now; returns the authorization code."""
    service.database.ridewithgps_users.join(athlete)
    return service.database.grants.create_code(athlete, frozenset({SCOPE}), RIDEWITHGPS, redirect_uri)


def handle_token(service: SandboxService, request: SandboxRequest) -> SandboxResponse:
    """Answers `POST /oauth/token.json`, whose body is JSON or a form."""
    fields = request.text_fields
    athlete = service.database.grants.athlete_of_code(fields.get("code", ""))
    return _run_and_log(service, request, athlete, lambda: _issue_token(service, fields))


def handle_revoke(service: SandboxService, request: SandboxRequest) -> SandboxResponse:
    """Answers `POST /oauth/revoke.json`, which takes the client's credentials and a token."""
    fields = request.text_fields
    grants = service.database.grants
    grant = grants.find_by_token(fields.get("token", ""), "access", RIDEWITHGPS)

    def revoke() -> SandboxResponse:
        if not _is_client(fields):
            return errors.invalid_client()
        if grant:
            grants.revoke(grant)
        return json_response({})

    return _run_and_log(service, request, grant.athlete if grant else "", revoke)


def _issue_token(service: SandboxService, fields: dict[str, str]) -> SandboxResponse:
    if not _is_client(fields):
        return errors.invalid_client()
    if fields.get("grant_type") != "authorization_code":
        return errors.oauth_error(400, "unsupported_grant_type", "The authorization grant type is not supported.")
    redirect_uri = fields.get("redirect_uri", "")
    if not redirect_uri:
        return errors.oauth_error(400, "invalid_request", "Missing required parameter: redirect_uri.")
    tokens = service.database.grants.redeem_code(fields.get("code", ""), RIDEWITHGPS, redirect_uri)
    user = service.database.ridewithgps_users.get(tokens.grant.athlete) if tokens else None
    if tokens is None or user is None:
        return errors.oauth_error(400, "invalid_grant", "The authorization grant is invalid, expired or revoked.")
    return json_response(
        {
            "access_token": tokens.access,
            "token_type": "Bearer",
            "scope": SCOPE,
            "created_at": int(time.time()),
            "user_id": user.id,
        }
    )


def _is_client(fields: dict[str, str]) -> bool:
    return (fields.get("client_id"), fields.get("client_secret")) == (CLIENT_ID, CLIENT_SECRET)


def _run_and_log(
    service: SandboxService, request: SandboxRequest, athlete: str, action: Callable[[], SandboxResponse]
) -> SandboxResponse:
    fault = service.database.faults.pop(athlete, "token", platform=RIDEWITHGPS)
    response = FAULTY_RIDEWITHGPS.apply_fault(service, athlete, fault, action) if fault else action()
    service.database.calls.log(athlete, "token", request, response, fault.fault if fault else "", RIDEWITHGPS)
    return response
