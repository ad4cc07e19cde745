"""Serves the consent page of each platform, to which an application sends its visitors."""

from collections.abc import Callable
from dataclasses import dataclass
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

from providers.sandbox.database.athletes import is_code, new_code
from providers.sandbox.http import SandboxRequest, SandboxResponse, redirect_to
from providers.sandbox.pages.rendering import render_page
from providers.sandbox.platforms import PLATFORM_NAMES, RIDEWITHGPS, STRAVA, Platform
from providers.sandbox.ridewithgps import errors as ridewithgps_errors
from providers.sandbox.ridewithgps import oauth as ridewithgps_oauth
from providers.sandbox.service import CLIENT_ID, SandboxService
from providers.sandbox.strava import errors
from providers.sandbox.strava.oauth import SCOPES

SCOPE_MEANINGS = {
    "read": "See the public profile",
    "read_all": "See private routes and segments",
    "profile:read_all": "See the whole profile, with bikes and shoes",
    "profile:write": "Change the profile",
    "activity:read": "See activities",
    "activity:read_all": "See activities that only you can see",
    "activity:write": "Change activities, such as their names",
}


@dataclass(frozen=True)
class AuthorizationRequest:
    """Represents what an application requests: scopes, and the address to which its visitor returns."""

    client_id: str
    redirect_uri: str
    state: str
    requested_scopes: tuple[str, ...]

    @classmethod
    def from_fields(cls, fields: dict[str, str], platform: "ConsentPlatform") -> "AuthorizationRequest":
        """Returns the request in the parameters of the address, or in the form that the page sends."""
        wanted = fields.get("scope", "").replace(" ", ",").split(",")
        requested_scopes = tuple(
            scope for scope in platform.scope_meanings if scope == platform.required_scope or scope in wanted
        )
        return cls(
            fields.get("client_id", ""), fields.get("redirect_uri", ""), fields.get("state", ""), requested_scopes
        )

    def redirect_back(self, *, returns_state: bool = True, **parameters: str) -> SandboxResponse:
        """Returns a response that sends the visitor back to the application, with its `state` or without."""
        url = urlsplit(self.redirect_uri)
        state = [("state", self.state)] if returns_state else []
        query = urlencode([*parse_qsl(url.query), *state, *parameters.items()])
        return redirect_to(urlunsplit((url.scheme, url.netloc, url.path, query, "")), 302)


@dataclass(frozen=True)
class ConsentPlatform:
    """Holds how the consent of a platform differs: where the page is, what can be allowed, and what is given back.

    `grant` records the consent of an athlete to some scopes, and returns the parameters for the application.
    """

    platform: Platform
    path: str
    scope_meanings: dict[str, str]
    required_scope: str
    unknown_client: Callable[[], SandboxResponse]
    grant: Callable[[SandboxService, AuthorizationRequest, str, tuple[str, ...]], dict[str, str]]

    def returns_state(self, service: SandboxService) -> bool:
        """Returns whether the visitor brings `state` back."""
        return self.platform == STRAVA or service.ridewithgps.returns_state

    def show(self, service: SandboxService, request: SandboxRequest) -> SandboxResponse:
        """Returns the consent page."""
        authorization = AuthorizationRequest.from_fields(request.query, self)
        return self._check_client(service, authorization) or self._render(
            authorization, authorization.requested_scopes, new_code()
        )

    def decide(self, service: SandboxService, request: SandboxRequest) -> SandboxResponse:
        """Leads back to the application, with a code or with a refusal."""
        form = request.form
        authorization = AuthorizationRequest.from_fields(form | {"scope": form.get("asked", "")}, self)
        error = self._check_client(service, authorization)
        if error:
            return error
        returns_state = self.returns_state(service)
        if form.get("decision") != "authorize":
            return authorization.redirect_back(returns_state=returns_state, error="access_denied")
        ticked = request.form_lists.get("scope", [])
        granted = tuple(
            scope for scope in authorization.requested_scopes if scope == self.required_scope or scope in ticked
        )
        code = form.get("code", "").strip().lower()
        athlete = code if code or form.get("who") == "code" else _create_athlete(service, form.get("new", ""))
        if not is_code(athlete) or service.database.athletes.get(athlete) is None:
            message = "No athlete has that code. No access was granted."
            return self._render(authorization, granted, form.get("new", ""), code, message)
        parameters = self.grant(service, authorization, athlete, granted)
        return authorization.redirect_back(returns_state=returns_state, **parameters, sandbox_code=athlete)

    def _check_client(self, service: SandboxService, authorization: AuthorizationRequest) -> SandboxResponse | None:
        """Returns an error response when the client is unknown or may not have its visitors back there, else None."""
        if authorization.client_id != CLIENT_ID:
            return self.unknown_client()
        if not service.can_redirect_to(authorization.redirect_uri):
            host = (authorization.redirect_uri or "nothing")[:200]
            return render_page("refused", 400, host=host)
        return None

    def _render(
        self,
        authorization: AuthorizationRequest,
        ticked: tuple[str, ...],
        new: str,
        code: str = "",
        error: str = "",
    ) -> SandboxResponse:
        choices = [
            (scope, self.scope_meanings[scope], scope in ticked, scope == self.required_scope)
            for scope in authorization.requested_scopes
        ]
        return render_page(
            "consent",
            422 if error else 200,
            authorization.redirect_uri,
            platform=PLATFORM_NAMES[self.platform],
            action=self.path,
            authorization=authorization,
            host=urlsplit(authorization.redirect_uri).netloc,
            scope_choices=choices,
            requested_scopes=",".join(authorization.requested_scopes),
            new_athlete_code=new,
            code=code,
            error=error,
        )


def _create_athlete(service: SandboxService, code: str) -> str:
    """Creates an athlete under the code that the page named; a form that comes twice gives the same athlete."""
    if is_code(code) and service.database.athletes.get(code):
        return code
    return service.database.athletes.create("year", code=code if is_code(code) else None)


def _grant_strava(
    service: SandboxService, authorization: AuthorizationRequest, athlete: str, granted: tuple[str, ...]
) -> dict[str, str]:
    code = service.database.grants.create_code(athlete, frozenset(granted))
    return {"code": code, "scope": ",".join(granted)}


def _grant_ridewithgps(
    service: SandboxService, authorization: AuthorizationRequest, athlete: str, granted: tuple[str, ...]
) -> dict[str, str]:
    return {"code": ridewithgps_oauth.create_code(service, athlete, authorization.redirect_uri)}


STRAVA_CONSENT = ConsentPlatform(
    platform=STRAVA,
    path="/oauth/authorize",
    scope_meanings={scope: SCOPE_MEANINGS[scope] for scope in SCOPES},
    required_scope="read",
    unknown_client=lambda: errors.bad_request("Application", "client_id"),
    grant=_grant_strava,
)
RIDEWITHGPS_CONSENT = ConsentPlatform(
    platform=RIDEWITHGPS,
    path="/ridewithgps/oauth/authorize",
    scope_meanings={ridewithgps_oauth.SCOPE: "See and change everything in the account"},
    required_scope=ridewithgps_oauth.SCOPE,
    unknown_client=ridewithgps_errors.invalid_client,
    grant=_grant_ridewithgps,
)


def show_authorization(service: SandboxService, request: SandboxRequest) -> SandboxResponse:
    """Answers `GET /oauth/authorize` with Strava's consent page."""
    return STRAVA_CONSENT.show(service, request)


def decide_authorization(service: SandboxService, request: SandboxRequest) -> SandboxResponse:
    """Answers `POST /oauth/authorize`: the decision on Strava's consent page."""
    return STRAVA_CONSENT.decide(service, request)


def show_ridewithgps_authorization(service: SandboxService, request: SandboxRequest) -> SandboxResponse:
    """Answers `GET /ridewithgps/oauth/authorize` with RideWithGPS's consent page."""
    return RIDEWITHGPS_CONSENT.show(service, request)


def decide_ridewithgps_authorization(service: SandboxService, request: SandboxRequest) -> SandboxResponse:
    """Answers `POST /ridewithgps/oauth/authorize`: the decision on RideWithGPS's consent page."""
    return RIDEWITHGPS_CONSENT.decide(service, request)
