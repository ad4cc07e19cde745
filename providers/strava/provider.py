"""Strava: what it can do, and what it demands."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import UTC, datetime, timedelta
from typing import Any, TypeVar
from urllib.parse import urlencode

from requests.auth import HTTPBasicAuth

from activities.record import ActivityRecord
from providers.contract import GearName, Grant, Page, Platform, Registration, Tokens
from providers.errors import ReconnectNeeded, RequestRefused, TemporaryFailure
from providers.strava import mapping
from providers.strava.client import Bearer, call

PER_PAGE = 200
One = TypeVar("One")


class Strava(Platform):
    """By its API policy of June 2026: shown to its athlete alone, never in the lead, gone when not confirmed."""

    name = mapping.NAME
    label = "Strava"
    is_sink = True
    derived_use = False
    retention = timedelta(days=7)
    writes = frozenset({"name"})
    rules = (
        "What lies on Strava never leads: Strava’s rules forbid using it to change another provider.",
        "Nothing from Strava is kept for longer than 7 days without being fetched again.",
        "All of it goes when you disconnect, here or at Strava.",
    )
    scopes = {
        "read": "sees who you are at Strava",
        "activity:read_all": "reads your activities, those marked “Only you” too",
        "activity:write": "renames an activity when you click",
        "profile:read_all": "reads the names of your bikes and shoes",
    }
    reads_with = frozenset({"activity:read", "activity:read_all"})
    writes_with = {"name": "activity:write"}
    link_words = "View on Strava"
    own_registration = "https://www.strava.com/settings/api"
    own_settings = ("STRAVA_CLIENT_ID", "STRAVA_CLIENT_SECRET")

    def address(self, registration: Registration, provider_id: str) -> str:
        return f"{registration.site_url}/activities/{provider_id}"

    def upload_address(self, registration: Registration) -> str:
        return f"{registration.site_url}/upload/select"

    def apps_address(self, registration: Registration) -> str:
        return f"{registration.site_url}/settings/apps"

    def consent_address(self, registration: Registration, callback: str, state: str) -> str:
        asked = {
            "client_id": registration.client_id,
            "redirect_uri": callback,
            "response_type": "code",
            "approval_prompt": "force",
            "scope": ",".join(self.scopes),
            "state": state,
        }
        return f"{registration.site_url}/oauth/authorize?{urlencode(asked)}"

    def grant(self, registration: Registration, code: str, scopes: frozenset[str]) -> Grant:
        told = _token(registration, grant_type="authorization_code", code=code)
        said = told.get("scope")
        granted = frozenset(said.replace(",", " ").split()) if isinstance(said, str) and said else scopes
        return Grant(_keys(told), _read(mapping.athlete_id_of, told), granted)

    def refresh(self, registration: Registration, keys: Tokens) -> Tokens:
        return _keys(_token(registration, grant_type="refresh_token", refresh_token=keys.refresh))

    def revoke(self, registration: Registration, keys: Tokens) -> None:
        who = HTTPBasicAuth(registration.client_id, registration.client_secret)
        sent = {"token": keys.refresh, "token_type_hint": "refresh_token"}
        try:
            call("POST", f"{registration.oauth_url}/oauth/revoke", who, data=sent)
        except (ReconnectNeeded, RequestRefused):
            return  # it had ended already

    def gear(self, registration: Registration, keys: Tokens) -> tuple[GearName, ...]:
        told = _get(registration, keys, "/athlete")
        listed = [*_listed(told, "bikes"), *_listed(told, "shoes")]
        return tuple(_readable(mapping.gear_of, listed))

    def gear_of(self, registration: Registration, keys: Tokens, gear_id: str) -> GearName:
        return _read(mapping.gear_of, _get(registration, keys, f"/gear/{gear_id}"))

    def page(
        self, registration: Registration, keys: Tokens, span: tuple[datetime | None, datetime], number: int
    ) -> Page:
        after, before = span
        asked = {"before": int(before.timestamp()), "page": number, "per_page": PER_PAGE}
        if after is not None:
            asked["after"] = int(after.timestamp())
        listed = _get(registration, keys, "/athlete/activities", asked)
        if not isinstance(listed, list):
            raise TemporaryFailure("garbled")
        return Page(tuple(_readable(mapping.record_of, listed)), len(listed))

    def activity(self, registration: Registration, keys: Tokens, provider_id: str) -> ActivityRecord:
        record = _read(mapping.record_of, _get(registration, keys, f"/activities/{provider_id}"))
        if record.provider_id != provider_id:
            raise RequestRefused("not_there")
        return record


def _get(registration: Registration, keys: Tokens, path: str, asked: Mapping[str, int] | None = None) -> Any:
    return call("GET", f"{registration.api_url}/api/v3{path}", Bearer(keys.access), params=asked)


def _token(registration: Registration, **asked: str) -> Mapping[str, Any]:
    client = {"client_id": registration.client_id, "client_secret": registration.client_secret}
    told = call("POST", f"{registration.oauth_url}/oauth/token", data=client | asked)
    if not isinstance(told, Mapping):
        raise TemporaryFailure("garbled")
    return told


def _keys(told: Mapping[str, Any]) -> Tokens:
    access, refresh, end = (told.get(name) for name in ("access_token", "refresh_token", "expires_at"))
    if not (isinstance(access, str) and access and isinstance(refresh, str) and refresh and isinstance(end, int)):
        raise TemporaryFailure("garbled")
    try:
        return Tokens(access, refresh, datetime.fromtimestamp(end, UTC))
    except (ValueError, OverflowError, OSError):
        raise TemporaryFailure("garbled") from None


def _listed(told: Any, name: str) -> list[Any]:
    listed = told.get(name) if isinstance(told, Mapping) else None
    return listed if isinstance(listed, list) else []


def _read(read: Callable[[Any], One], told: Any) -> One:
    try:
        return read(told)
    except mapping.Unreadable:
        raise TemporaryFailure("garbled") from None


def _readable(read: Callable[[Any], One], listed: Iterable[Any]) -> Iterator[One]:
    """What can be read of a list: one that cannot never holds up the others."""
    for told in listed:
        try:
            yield read(told)
        except mapping.Unreadable:
            continue
