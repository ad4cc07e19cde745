"""Declares the capabilities and rules of Strava, and makes its calls."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from activities.record import ActivityRecord
from providers.contract import GearName, Page, Platform
from providers.credentials import AuthorizationResponse, Grant, Registration, Tokens
from providers.errors import RequestRefused, TemporaryFailure
from providers.http import BearerAuth
from providers.oauth import OAuthClient, named_scopes, parse_tokens
from providers.payload import get_list, parse_items, parse_response
from providers.strava import mapping
from providers.strava.client import API, RATE_LIMITS, TOKEN_API

PER_PAGE = 200
LAST_PAGE_COUNT = PER_PAGE // 2
"""A page can be short before the last one. In a list of some days, a page of so few ends it without another call; what
that may omit is listed by the next full pull. A list of all activities ends with an empty page."""
OAUTH = OAuthClient(TOKEN_API, "/oauth/authorize", "/oauth/token", "/oauth/revoke", scope_separator=",")


class Strava(Platform):
    """Represents Strava. Its API policy of June 2026 makes it a sink, and limits retention and derived use."""

    name = mapping.NAME
    label = "Strava"
    is_sink = True
    derived_use = False
    can_list_by_date = True
    can_count = True
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
    rate_limits = RATE_LIMITS
    link_text = "View on Strava"
    registration_url = "https://www.strava.com/settings/api"
    setting_names = ("STRAVA_CLIENT_ID", "STRAVA_CLIENT_SECRET")
    sandbox_api_path = "/api/v3"
    sends_events = True

    def activity_url(self, registration: Registration, provider_id: str) -> str:
        return f"{registration.site_url}/activities/{provider_id}"

    def upload_url(self, registration: Registration) -> str:
        return f"{registration.site_url}/upload/select"

    def apps_url(self, registration: Registration) -> str:
        return f"{registration.site_url}/settings/apps"

    def authorization_url(self, registration: Registration, callback: str, state: str, verifier: str) -> str:
        return OAUTH.authorization_url(registration, callback, state, self.requested_scopes, approval_prompt="force")

    def exchange_code(self, registration: Registration, answer: AuthorizationResponse) -> Grant:
        response = OAUTH.exchange_code(registration, answer.code)
        athlete_id = parse_response(mapping.athlete_id_of, response)
        return Grant(parse_tokens(response), athlete_id, named_scopes(response, fallback=answer.granted_scopes))

    def refresh(self, registration: Registration, tokens: Tokens) -> Tokens:
        return OAUTH.refresh(registration, tokens)

    def revoke(self, registration: Registration, tokens: Tokens) -> None:
        OAUTH.revoke(registration, tokens)

    def gear(self, registration: Registration, grant: Grant) -> tuple[GearName, ...]:
        athlete = _get(registration, grant, "/athlete")
        listed = [*get_list(athlete, "bikes"), *get_list(athlete, "shoes")]
        return parse_items(mapping.gear_of, listed).readable

    def gear_name(self, registration: Registration, grant: Grant, gear_id: str) -> GearName:
        return parse_response(mapping.gear_of, _get(registration, grant, f"/gear/{gear_id}"))

    def count_activities(self, registration: Registration, grant: Grant) -> int:
        return mapping.activity_count_of(_get(registration, grant, f"/athletes/{grant.athlete_id}/stats"))

    def page(
        self, registration: Registration, grant: Grant, span: tuple[datetime | None, datetime | None], cursor: str
    ) -> Page:
        after, before = span
        number = int(cursor or "1")
        query = {"page": number, "per_page": PER_PAGE}
        query |= {name: int(at.timestamp()) for name, at in (("after", after), ("before", before)) if at is not None}
        listed = _get(registration, grant, "/athlete/activities", query)
        if not isinstance(listed, list):
            raise TemporaryFailure("garbled")
        has_more = len(listed) > (LAST_PAGE_COUNT if after else 0)
        items = parse_items(mapping.record_of, listed, mapping.id_of)
        return Page(items.readable, len(listed), str(number + 1) if has_more else None, skipped=items.skipped)

    def activity(self, registration: Registration, grant: Grant, provider_id: str) -> ActivityRecord:
        record = parse_response(mapping.record_of, _get(registration, grant, f"/activities/{provider_id}"))
        if record.provider_id != provider_id:
            raise RequestRefused("not_there")
        return record


def _get(registration: Registration, grant: Grant, path: str, query: Mapping[str, int] | None = None) -> Any:
    return API.call("GET", f"{registration.api_url}{path}", auth=BearerAuth(grant.tokens.access), params=query)
