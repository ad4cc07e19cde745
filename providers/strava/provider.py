"""Declares the capabilities and rules of Strava, and makes its calls."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from activities.record import ActivityRecord
from providers.contract import GearName, Page, Platform, RateLimit
from providers.credentials import Grant, Registration, Tokens
from providers.errors import RequestRefused, TemporaryFailure
from providers.http import BearerAuth
from providers.oauth import OAuthClient, named_scopes, parse_tokens
from providers.payload import get_list, parse_items, parse_response
from providers.strava import mapping
from providers.strava.client import API, RATE_LIMIT_WINDOW, TOKEN_API

PER_PAGE = 200
OAUTH = OAuthClient(TOKEN_API, "/oauth/authorize", "/oauth/token", "/oauth/revoke", scope_separator=",")


class Strava(Platform):
    """Represents Strava. Its API policy of June 2026 makes it a sink, and limits retention and derived use."""

    name = mapping.NAME
    label = "Strava"
    is_sink = True
    derived_use = False
    retention = timedelta(days=7)
    writable_fields = frozenset({"name"})
    rules = (
        "Strava’s API rules don’t let us copy its data to other services, so its values are never suggested elsewhere.",
        "Strava data that isn’t confirmed for 7 days is deleted, except for the activity’s ID and link.",
        "All Strava data is deleted when you disconnect here or on Strava.",
    )
    requested_scopes = {
        "read": "sees who you are on Strava",
        "activity:read_all": "reads your activities, including those marked “Only you”",
        "activity:write": "renames an activity when you click",
        "profile:read_all": "reads the names of your bikes and shoes",
    }
    read_scopes = frozenset({"activity:read", "activity:read_all"})
    write_scopes = {"name": "activity:write"}
    rate_limit = RateLimit(calls=200, window=RATE_LIMIT_WINDOW)  # for reads, the least of an app with ten athletes
    link_text = "View on Strava"
    registration_url = "https://www.strava.com/settings/api"
    setting_names = ("STRAVA_CLIENT_ID", "STRAVA_CLIENT_SECRET")

    def activity_url(self, registration: Registration, provider_id: str) -> str:
        return f"{registration.site_url}/activities/{provider_id}"

    def upload_url(self, registration: Registration) -> str:
        return f"{registration.site_url}/upload/select"

    def apps_url(self, registration: Registration) -> str:
        return f"{registration.site_url}/settings/apps"

    def authorization_url(self, registration: Registration, callback: str, state: str) -> str:
        return OAUTH.authorization_url(registration, callback, state, self.requested_scopes, approval_prompt="force")

    def exchange_code(self, registration: Registration, code: str, granted_scopes: frozenset[str]) -> Grant:
        response = OAUTH.exchange_code(registration, code)
        athlete_id = parse_response(mapping.athlete_id_of, response)
        return Grant(parse_tokens(response), athlete_id, named_scopes(response, fallback=granted_scopes))

    def refresh(self, registration: Registration, tokens: Tokens) -> Tokens:
        return OAUTH.refresh(registration, tokens)

    def revoke(self, registration: Registration, tokens: Tokens) -> None:
        OAUTH.revoke(registration, tokens)

    def gear(self, registration: Registration, tokens: Tokens) -> tuple[GearName, ...]:
        athlete = _get(registration, tokens, "/athlete")
        listed = [*get_list(athlete, "bikes"), *get_list(athlete, "shoes")]
        return tuple(parse_items(mapping.gear_of, listed))

    def gear_name(self, registration: Registration, tokens: Tokens, gear_id: str) -> GearName:
        return parse_response(mapping.gear_of, _get(registration, tokens, f"/gear/{gear_id}"))

    def page(
        self, registration: Registration, tokens: Tokens, span: tuple[datetime | None, datetime | None], number: int
    ) -> Page:
        after, before = span
        query = {"page": number, "per_page": PER_PAGE}
        query |= {name: int(at.timestamp()) for name, at in (("after", after), ("before", before)) if at is not None}
        listed = _get(registration, tokens, "/athlete/activities", query)
        if not isinstance(listed, list):
            raise TemporaryFailure("garbled")
        return Page(tuple(parse_items(mapping.record_of, listed)), len(listed))

    def activity(self, registration: Registration, tokens: Tokens, provider_id: str) -> ActivityRecord:
        record = parse_response(mapping.record_of, _get(registration, tokens, f"/activities/{provider_id}"))
        if record.provider_id != provider_id:
            raise RequestRefused("not_there")
        return record


def _get(registration: Registration, tokens: Tokens, path: str, query: Mapping[str, int] | None = None) -> Any:
    return API.call("GET", f"{registration.api_url}/api/v3{path}", auth=BearerAuth(tokens.access), params=query)
