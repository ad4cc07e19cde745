"""Tokens: handed out for a code, refreshed, revoked.  The consent itself is a page."""

import time
from typing import Any

from providers.sandbox.http import Answer, Request, as_json
from providers.sandbox.service import CLIENT_ID, CLIENT_SECRET, Service
from providers.sandbox.store.faults import Fault
from providers.sandbox.store.grants import Grant, Tokens
from providers.sandbox.strava import errors
from providers.sandbox.strava.faults import Act, faulty
from providers.sandbox.strava.profile import athlete_summary

SCOPES = (
    *("read", "read_all", "profile:read_all", "profile:write"),
    *("activity:read", "activity:read_all", "activity:write"),
)


def token(service: Service, request: Request) -> Answer:
    """`POST /oauth/token`."""
    form = request.form
    grants = service.store.grants
    refresh = form.get("refresh_token", "")
    if form.get("grant_type") == "refresh_token":
        grant = grants.find(refresh, "refresh")
        athlete = grant.athlete if grant else ""
    else:
        athlete = grants.athlete_of_code(form.get("code", ""))
    return _noted(service, request, athlete, lambda: _token(service, form))


def revoke(service: Service, request: Request) -> Answer:
    """`POST /oauth/revoke`: the client's Basic authorization, and a token of either kind."""
    given = request.form.get("token", "")
    grant = _of_either(service, given)

    def act() -> Answer:
        if request.basic != (CLIENT_ID, CLIENT_SECRET):
            return errors.no_token()
        if grant:
            service.store.grants.revoke(grant)
        return as_json({})

    return _noted(service, request, grant.athlete if grant else "", act)


def deauthorize(service: Service, request: Request) -> Answer:
    """`POST /oauth/deauthorize`, the older way: the access token itself."""
    given = request.bearer or request.form.get("access_token", "")
    grant = service.store.grants.find(given, "access")

    def act() -> Answer:
        if grant is None or not grant.is_alive:
            return errors.bad_token()
        service.store.grants.revoke(grant)
        return as_json({"access_token": given})

    return _noted(service, request, grant.athlete if grant else "", act)


def _token(service: Service, form: dict[str, str]) -> Answer:
    if "client_id" not in form:
        return errors.problem(400, "Bad Request", "Application", "client_id", "missing")
    if form["client_id"] != CLIENT_ID:
        return errors.bad_request("Application", "client_id")
    if form.get("client_secret") != CLIENT_SECRET:
        return errors.bad_request("Application", "client_secret")
    if form.get("grant_type") == "authorization_code":
        tokens = service.store.grants.redeem(form.get("code", ""))
        return (
            as_json(_told(tokens) | _athlete(service, tokens)) if tokens else errors.bad_request("RequestToken", "code")
        )
    if form.get("grant_type") == "refresh_token":
        tokens = service.store.grants.refreshed(form.get("refresh_token", ""))
        return as_json(_told(tokens)) if tokens else errors.bad_request("RefreshToken", "refresh_token")
    return errors.bad_request("Application", "grant_type")


def _told(tokens: Tokens) -> dict[str, Any]:
    return {
        "token_type": "Bearer",
        "expires_at": tokens.expires_at,
        "expires_in": max(0, tokens.expires_at - int(time.time())),
        "refresh_token": tokens.refresh,
        "access_token": tokens.access,
        "scope": ",".join(sorted(tokens.grant.scopes)),
    }


def _athlete(service: Service, tokens: Tokens) -> dict[str, Any]:
    athlete = service.store.athletes.get(tokens.grant.athlete)
    return {"athlete": athlete_summary(athlete)} if athlete else {}


def _of_either(service: Service, given: str) -> Grant | None:
    return service.store.grants.find(given, "access") or service.store.grants.find(given, "refresh")


def _noted(service: Service, request: Request, athlete: str, act: Act) -> Answer:
    fault: Fault | None = service.store.faults.take(athlete, "token")
    answer = faulty(service, athlete, fault, act) if fault else act()
    service.store.calls.note(athlete, "token", request, answer, fault.fault if fault else "")
    return answer
