"""Issues tokens for a code, refreshes and revokes them.  The consent itself is a page."""

import time
from typing import Any

from providers.sandbox.database.faults import SandboxFault
from providers.sandbox.database.grants import SandboxGrant, SandboxTokens
from providers.sandbox.http import SandboxRequest, SandboxResponse, json_response
from providers.sandbox.service import CLIENT_ID, CLIENT_SECRET, SandboxService
from providers.sandbox.strava import errors
from providers.sandbox.strava.faults import Action, apply_fault
from providers.sandbox.strava.profile import athlete_summary

SCOPES = (
    *("read", "read_all", "profile:read_all", "profile:write"),
    *("activity:read", "activity:read_all", "activity:write"),
)


def handle_token(service: SandboxService, request: SandboxRequest) -> SandboxResponse:
    """Answers `POST /oauth/token`, whose parameters come in a form, in JSON or in the address."""
    fields = request.text_fields
    grants = service.database.grants
    if fields.get("grant_type") == "refresh_token":
        grant = grants.find_by_token(fields.get("refresh_token", ""), "refresh")
        athlete = grant.athlete if grant else ""
    else:
        athlete = grants.athlete_of_code(fields.get("code", ""))
    return _run_and_log(service, request, athlete, lambda: _issue_tokens(service, fields))


def handle_revoke(service: SandboxService, request: SandboxRequest) -> SandboxResponse:
    """Answers `POST /oauth/revoke`, which takes the client's Basic authorization and a token of either kind."""
    token = request.text_fields.get("token", "")
    grants = service.database.grants
    grant = grants.find_by_token(token, "access") or grants.find_by_token(token, "refresh")

    def revoke() -> SandboxResponse:
        if request.basic_credentials != (CLIENT_ID, CLIENT_SECRET):
            return errors.missing_token()
        if grant:
            grants.revoke(grant)
        return json_response({})

    return _run_and_log(service, request, _athlete_of(grant), revoke)


def handle_deauthorize(service: SandboxService, request: SandboxRequest) -> SandboxResponse:
    """Answers `POST /oauth/deauthorize`, the older way to revoke, which takes the access token itself.

    It ends in June 2027.  Unlike other calls about tokens it counts against the limits, and its response has them.
    """
    token = request.bearer_token or request.text_fields.get("access_token", "")
    grant = service.database.grants.find_by_token(token, "access")
    athlete = _athlete_of(grant)

    def revoke() -> SandboxResponse:
        if service.is_old_api_ended:
            return errors.path_not_found()
        if grant is None or not grant.is_alive:
            return errors.invalid_token()
        if not service.limits.count_call(athlete):
            return service.limits.add_headers(errors.rate_limited(), athlete)
        service.database.grants.revoke(grant)
        return service.limits.add_headers(json_response({"access_token": token}), athlete)

    return _run_and_log(service, request, athlete, revoke)


def _issue_tokens(service: SandboxService, fields: dict[str, str]) -> SandboxResponse:
    if "client_id" not in fields:
        return errors.error_response(400, "Bad Request", "Application", "client_id", "missing")
    if fields["client_id"] != CLIENT_ID:
        return errors.bad_request("Application", "client_id")
    if fields.get("client_secret") != CLIENT_SECRET:
        return errors.bad_request("Application", "client_secret")
    if fields.get("grant_type") == "authorization_code":
        tokens = service.database.grants.redeem_code(fields.get("code", ""))
        if tokens is None:
            return errors.bad_request("RequestToken", "code")
        return json_response(_token_fields(tokens) | _athlete_field(service, tokens))
    if fields.get("grant_type") == "refresh_token":
        tokens = service.database.grants.refresh(fields.get("refresh_token", ""))
        return json_response(_token_fields(tokens)) if tokens else errors.bad_request("RefreshToken", "refresh_token")
    return errors.bad_request("Application", "grant_type")


def _token_fields(tokens: SandboxTokens) -> dict[str, Any]:
    return {
        "token_type": "Bearer",
        "expires_at": tokens.expires_at,
        "expires_in": max(0, tokens.expires_at - int(time.time())),
        "refresh_token": tokens.refresh,
        "access_token": tokens.access,
        "scope": ",".join(sorted(tokens.grant.granted_scopes)),
    }


def _athlete_field(service: SandboxService, tokens: SandboxTokens) -> dict[str, Any]:
    athlete = service.database.athletes.get(tokens.grant.athlete)
    return {"athlete": athlete_summary(athlete)} if athlete else {}


def _athlete_of(grant: SandboxGrant | None) -> str:
    return grant.athlete if grant else ""


def _run_and_log(service: SandboxService, request: SandboxRequest, athlete: str, action: Action) -> SandboxResponse:
    fault: SandboxFault | None = service.database.faults.pop(athlete, "token")
    response = apply_fault(service, athlete, fault, action) if fault else action()
    service.database.calls.log(athlete, "token", request, response, fault.fault if fault else "")
    return response
