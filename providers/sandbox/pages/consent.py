"""The consent page that an application sends its visitor to."""

from dataclasses import dataclass
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

from providers.sandbox.http import Answer, Request, see
from providers.sandbox.pages.look import page
from providers.sandbox.service import CLIENT_ID, Service
from providers.sandbox.store.athletes import is_code, new_code
from providers.sandbox.strava import errors
from providers.sandbox.strava.oauth import SCOPES

MEANINGS = {
    "read": "See the public profile",
    "read_all": "See private routes and segments",
    "profile:read_all": "See the whole profile, with bikes and shoes",
    "profile:write": "Change the profile",
    "activity:read": "See activities",
    "activity:read_all": "See activities that only you can see",
    "activity:write": "Change activities, such as their names",
}
ALWAYS = "read"


@dataclass(frozen=True)
class Asked:
    """What the application asks for, and where the visitor goes back to."""

    client_id: str
    redirect_uri: str
    state: str
    scopes: tuple[str, ...]

    @classmethod
    def of(cls, fields: dict[str, str]) -> "Asked":
        """From the address, or from the form that the page sends."""
        wanted = fields.get("scope", "").replace(" ", ",").split(",")
        scopes = tuple(scope for scope in SCOPES if scope == ALWAYS or scope in wanted)
        return cls(fields.get("client_id", ""), fields.get("redirect_uri", ""), fields.get("state", ""), scopes)

    def back(self, **told: str) -> Answer:
        """Send the visitor back."""
        parts = urlsplit(self.redirect_uri)
        query = urlencode([*parse_qsl(parts.query), ("state", self.state), *told.items()])
        return see(urlunsplit((parts.scheme, parts.netloc, parts.path, query, "")), 302)


def ask(service: Service, request: Request) -> Answer:
    """`GET /oauth/authorize`."""
    asked = Asked.of(request.query)
    return _refusal(service, asked) or _page(asked, asked.scopes, new_code())


def decide(service: Service, request: Request) -> Answer:
    """`POST /oauth/authorize`: back to the application, with a code or with a refusal."""
    form = request.form
    asked = Asked.of(form | {"scope": form.get("asked", "")})
    refused = _refusal(service, asked)
    if refused:
        return refused
    if form.get("decision") != "authorize":
        return asked.back(error="access_denied")
    ticked = request.ticked.get("scope", [])
    granted = tuple(scope for scope in asked.scopes if scope == ALWAYS or scope in ticked)
    code = form.get("code", "").strip().lower()
    athlete = code if code or form.get("who") == "code" else _new(service, form.get("new", ""))
    if not is_code(athlete) or service.store.athletes.get(athlete) is None:
        return _page(asked, granted, form.get("new", ""), code, "No athlete has that code. Nothing was allowed.")
    return asked.back(code=service.store.grants.offer(athlete, frozenset(granted)), scope=",".join(granted))


def _refusal(service: Service, asked: Asked) -> Answer | None:
    if asked.client_id != CLIENT_ID:
        return errors.bad_request("Application", "client_id")
    if not service.may_return_to(asked.redirect_uri):
        host = (asked.redirect_uri or "nothing")[:200]
        return page("refused", 400, host=host)
    return None


def _new(service: Service, code: str) -> str:
    """A new athlete under the code that the page named; the same one when the form comes twice."""
    if is_code(code) and service.store.athletes.get(code):
        return code
    return service.store.athletes.make("year", code=code if is_code(code) else None)


def _page(asked: Asked, ticked: tuple[str, ...], new: str, code: str = "", error: str = "") -> Answer:
    scopes = [(scope, MEANINGS[scope], scope in ticked, scope == ALWAYS) for scope in asked.scopes]
    return page(
        "consent",
        422 if error else 200,
        asked.redirect_uri,
        asked=asked,
        host=urlsplit(asked.redirect_uri).netloc,
        scopes=scopes,
        listed=",".join(asked.scopes),
        new=new,
        code=code,
        error=error,
    )
