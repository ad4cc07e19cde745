"""Serves the consent page to which an application sends its visitors."""

from dataclasses import dataclass
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

from providers.sandbox.database.athletes import is_code, new_code
from providers.sandbox.http import SandboxRequest, SandboxResponse, redirect_to
from providers.sandbox.pages.rendering import render_page
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
REQUIRED_SCOPE = "read"


@dataclass(frozen=True)
class AuthorizationRequest:
    """Represents what an application requests: scopes, and the address to which its visitor returns."""

    client_id: str
    redirect_uri: str
    state: str
    requested_scopes: tuple[str, ...]

    @classmethod
    def from_fields(cls, fields: dict[str, str]) -> "AuthorizationRequest":
        """Returns the request in the parameters of the address, or in the form that the page sends."""
        wanted = fields.get("scope", "").replace(" ", ",").split(",")
        requested_scopes = tuple(scope for scope in SCOPES if scope == REQUIRED_SCOPE or scope in wanted)
        return cls(
            fields.get("client_id", ""), fields.get("redirect_uri", ""), fields.get("state", ""), requested_scopes
        )

    def redirect_back(self, **parameters: str) -> SandboxResponse:
        """Returns a response that sends the visitor back to the application."""
        url = urlsplit(self.redirect_uri)
        query = urlencode([*parse_qsl(url.query), ("state", self.state), *parameters.items()])
        return redirect_to(urlunsplit((url.scheme, url.netloc, url.path, query, "")), 302)


def show_authorization(service: SandboxService, request: SandboxRequest) -> SandboxResponse:
    """Answers `GET /oauth/authorize` with the consent page."""
    authorization = AuthorizationRequest.from_fields(request.query)
    return _check_client(service, authorization) or _render_consent(
        authorization, authorization.requested_scopes, new_code()
    )


def decide_authorization(service: SandboxService, request: SandboxRequest) -> SandboxResponse:
    """Answers `POST /oauth/authorize`: leads back to the application, with a code or with a refusal."""
    form = request.form
    authorization = AuthorizationRequest.from_fields(form | {"scope": form.get("asked", "")})
    error = _check_client(service, authorization)
    if error:
        return error
    if form.get("decision") != "authorize":
        return authorization.redirect_back(error="access_denied")
    ticked = request.form_lists.get("scope", [])
    granted = tuple(scope for scope in authorization.requested_scopes if scope == REQUIRED_SCOPE or scope in ticked)
    code = form.get("code", "").strip().lower()
    athlete = code if code or form.get("who") == "code" else _create_athlete(service, form.get("new", ""))
    if not is_code(athlete) or service.database.athletes.get(athlete) is None:
        message = "No athlete has that code. No access was granted."
        return _render_consent(authorization, granted, form.get("new", ""), code, message)
    authorization_code = service.database.grants.create_code(athlete, frozenset(granted))
    return authorization.redirect_back(code=authorization_code, scope=",".join(granted), sandbox_code=athlete)


def _check_client(service: SandboxService, authorization: AuthorizationRequest) -> SandboxResponse | None:
    """Returns an error response when the client is unknown or may not have its visitors back there, else None."""
    if authorization.client_id != CLIENT_ID:
        return errors.bad_request("Application", "client_id")
    if not service.can_redirect_to(authorization.redirect_uri):
        host = (authorization.redirect_uri or "nothing")[:200]
        return render_page("refused", 400, host=host)
    return None


def _create_athlete(service: SandboxService, code: str) -> str:
    """Creates an athlete under the code that the page named; a form that comes twice gives the same athlete."""
    if is_code(code) and service.database.athletes.get(code):
        return code
    return service.database.athletes.create("year", code=code if is_code(code) else None)


def _render_consent(
    authorization: AuthorizationRequest, ticked: tuple[str, ...], new: str, code: str = "", error: str = ""
) -> SandboxResponse:
    choices = [
        (scope, SCOPE_MEANINGS[scope], scope in ticked, scope == REQUIRED_SCOPE)
        for scope in authorization.requested_scopes
    ]
    return render_page(
        "consent",
        422 if error else 200,
        authorization.redirect_uri,
        authorization=authorization,
        host=urlsplit(authorization.redirect_uri).netloc,
        scope_choices=choices,
        requested_scopes=",".join(authorization.requested_scopes),
        new_athlete_code=new,
        code=code,
        error=error,
    )
