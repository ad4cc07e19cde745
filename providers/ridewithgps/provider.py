"""Declares the capabilities and rules of RideWithGPS, and makes its calls.

What github.com/ridewithgps/developers documents is called below `/api/v1`. Gear, and changes of a trip, only exist as
older calls that are documented nowhere; they are made where the operator allows undocumented calls.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from activities.parsers.limits import upload_limit
from activities.record import ActivityRecord
from providers.contract import ActivityChanges, DownloadedFile, GearName, Page, Platform
from providers.credentials import AuthorizationResponse, Grant, Registration, Tokens
from providers.errors import RequestRefused, TemporaryFailure
from providers.http import BearerAuth
from providers.oauth import OAuthClient, named_scopes, parse_access_token
from providers.payload import get_list, parse_items, parse_response
from providers.ridewithgps import mapping
from providers.ridewithgps.client import API, download_trip

PER_PAGE = 200
SCOPE = "user"
OAUTH = OAuthClient(API, "/oauth/authorize", "/oauth/token.json", "/oauth/revoke.json", sends_json=True)


class RideWithGPS(Platform):
    """Represents RideWithGPS, whose grants have no expiry and which has a change feed."""

    name = mapping.NAME
    label = "RideWithGPS"
    has_change_feed = True
    can_download = True
    always_returns_state = False
    sandbox_site_path = sandbox_api_path = "/ridewithgps"
    writable_fields = frozenset({"name"})
    rules = (
        "RideWithGPS has one permission for everything, so it can’t be asked for reading alone.",
        "Renaming uses a call that RideWithGPS doesn’t document. It can stop working without notice.",
    )
    requested_scopes = {SCOPE: "reads your rides and bikes, and renames a ride when you click"}
    read_scopes = frozenset({SCOPE})
    write_scopes = {"name": SCOPE}
    link_text = "View on RideWithGPS"
    registration_url = "https://ridewithgps.com/settings/developers"
    setting_names = ("RIDEWITHGPS_CLIENT_ID", "RIDEWITHGPS_CLIENT_SECRET")
    sends_events = True

    def activity_url(self, registration: Registration, provider_id: str) -> str:
        return f"{registration.site_url}/trips/{provider_id}"

    def upload_url(self, registration: Registration) -> str:
        return f"{registration.site_url}/upload"

    def apps_url(self, registration: Registration) -> str:
        return f"{registration.site_url}/settings/apps"

    def fields_writable_with(self, registration: Registration) -> frozenset[str]:
        return self.writable_fields if registration.undocumented_calls else frozenset()

    def can_list_gear(self, registration: Registration) -> bool:
        return registration.undocumented_calls

    def authorization_url(self, registration: Registration, callback: str, state: str, verifier: str) -> str:
        return OAUTH.authorization_url(registration, callback, state, ())

    def exchange_code(self, registration: Registration, answer: AuthorizationResponse) -> Grant:
        response = OAUTH.exchange_code(registration, answer.code, redirect_uri=answer.callback)
        athlete_id = parse_response(mapping.athlete_id_of, response)
        granted_scopes = named_scopes(response, fallback=self.read_scopes)
        return Grant(parse_access_token(response), athlete_id, granted_scopes)

    def refresh(self, registration: Registration, tokens: Tokens) -> Tokens:
        return OAUTH.refresh(registration, tokens)

    def revoke(self, registration: Registration, tokens: Tokens) -> None:
        OAUTH.revoke(registration, tokens)

    def gear(self, registration: Registration, grant: Grant) -> tuple[GearName, ...]:
        return parse_items(mapping.gear_of, _list_gear(registration, grant)).readable

    def gear_name(self, registration: Registration, grant: Grant, gear_id: str) -> GearName:
        if not registration.undocumented_calls:
            raise RequestRefused("not_there")
        names = parse_items(mapping.gear_of, _list_gear(registration, grant))
        for name in names.readable:
            if name.id == gear_id:
                return name
        raise RequestRefused("not_there")

    def page(
        self, registration: Registration, grant: Grant, span: tuple[datetime | None, datetime | None], cursor: str
    ) -> Page:
        changed_after, _ = span
        has_gear = registration.undocumented_calls and changed_after is None
        read = _undocumented_page if has_gear else _documented_page
        content, listed, next_cursor = read(registration, grant, int(cursor or "0"))
        changes = parse_items(mapping.updated_at_of, listed).readable
        if changed_after and any(changed < changed_after for changed in changes):
            next_cursor = None
        items = parse_items(mapping.record_of, listed, mapping.id_of)
        return Page(
            items.readable,
            len(listed),
            None if next_cursor is None else str(next_cursor),
            total_count=None if changed_after else parse_response(mapping.total_count_of, content),
            has_gear=has_gear,
            skipped=items.skipped,
        )

    def changes(self, registration: Registration, grant: Grant, since: datetime) -> ActivityChanges:
        query = {"since": since.isoformat(), "assets": "trips"}
        content = _get(registration, grant, "/api/v1/sync.json", query)
        return parse_response(lambda content: mapping.changes_of(content, grant.athlete_id), content)

    def activity(self, registration: Registration, grant: Grant, provider_id: str) -> ActivityRecord:
        content = _get(registration, grant, f"/api/v1/trips/{provider_id}.json")
        record = parse_response(lambda content: mapping.record_of(mapping.trip_of(content)), content)
        if record.provider_id != provider_id:
            raise RequestRefused("not_there")
        return record

    def download(self, registration: Registration, grant: Grant, provider_id: str) -> DownloadedFile:
        return download_trip(registration, grant, provider_id, upload_limit(compression=None))


def _documented_page(registration: Registration, grant: Grant, index: int) -> tuple[Any, list[Any], int | None]:
    """Returns the whole answer, the listed trips, and the index of the next page.

    The trips are listed by their last change, the newest first, and without gear.
    """
    content = _get(registration, grant, "/api/v1/trips.json", {"page": index + 1, "page_size": PER_PAGE})
    _require_list(content, "trips")
    return content, get_list(content, "trips"), index + 1 if mapping.has_next_page(content) else None


def _undocumented_page(registration: Registration, grant: Grant, index: int) -> tuple[Any, list[Any], int | None]:
    """Returns the same of the older list, whose trips have gear and are not listed by their last change."""
    query = {"offset": index * PER_PAGE, "limit": PER_PAGE, "version": 2}
    content = _get(registration, grant, f"/users/{grant.athlete_id}/trips.json", query)
    _require_list(content, "results")
    listed = get_list(content, "results")
    total = mapping.total_count_of(content)
    has_more = len(listed) > 0 if total is None else (index + 1) * PER_PAGE < total
    return content, listed, index + 1 if has_more else None


def _list_gear(registration: Registration, grant: Grant) -> list[Any]:
    content = _get(registration, grant, f"/users/{grant.athlete_id}/gear.json")
    return content if isinstance(content, list) else get_list(content, "results") or get_list(content, "gear")


def _require_list(content: Any, name: str) -> None:
    if not isinstance(content, Mapping) or not isinstance(content.get(name), list):
        raise TemporaryFailure("garbled")


def _get(registration: Registration, grant: Grant, path: str, query: Mapping[str, int | str] | None = None) -> Any:
    return API.call("GET", f"{registration.api_url}{path}", auth=BearerAuth(grant.tokens.access), params=query)
