"""Which address is answered by what."""

import re
from collections.abc import Callable

from providers.sandbox import control
from providers.sandbox.http import Answer, Request
from providers.sandbox.pages import athlete, change, consent, files, home, look
from providers.sandbox.service import Service
from providers.sandbox.strava import api, oauth

CODE = r"([a-z0-9]{16})"
ROUTES: tuple[tuple[str, str, Callable[..., Answer]], ...] = (
    ("GET", r"/oauth/authorize", consent.ask),
    ("POST", r"/oauth/authorize", consent.decide),
    ("POST", r"(?:/api/v3)?/oauth/token", oauth.token),
    ("POST", r"/oauth/revoke", oauth.revoke),
    ("POST", r"/oauth/deauthorize", oauth.deauthorize),
    ("GET", r"/", home.show),
    ("GET", r"/look\.css", look.stylesheet),
    ("GET", r"/activities/\d{1,18}|/settings/apps", home.ask_for_code),
    ("POST", r"/athletes", home.make),
    ("POST", r"/athletes/open", home.find),
    ("GET", rf"/athletes/{CODE}/", athlete.show),
    ("POST", rf"/athletes/{CODE}/activities", change.ride_now),
    ("POST", rf"/athletes/{CODE}/activities/(\d{{1,18}})/name", change.rename),
    ("POST", rf"/athletes/{CODE}/activities/(\d{{1,18}})/delete", change.delete),
    ("POST", rf"/athletes/{CODE}/faults", change.add_fault),
    ("POST", rf"/athletes/{CODE}/faults/clear", change.clear_faults),
    ("POST", rf"/athletes/{CODE}/revoke", change.revoke),
    ("GET", rf"/athletes/{CODE}/files/(\d{{1,18}})\.(fit|gpx|tcx)", files.one),
    ("GET", rf"/athletes/{CODE}/files\.zip", files.whole),
    ("POST", r"/control/athletes", control.make_athlete),
    ("GET", rf"/control/athletes/{CODE}", control.athlete),
    ("GET", rf"/control/athletes/{CODE}/calls", control.calls),
    ("POST", r"/control/faults", control.add_fault),
)


def answer(service: Service, request: Request) -> Answer:
    """The answer to a request, whatever it asks for."""
    for method, pattern, handler in ROUTES:
        found = re.fullmatch(pattern, request.path)
        if found and method == request.method:
            return handler(service, request, *found.groups())
    if request.path.startswith("/api/"):
        return api.answer(service, request)
    return look.not_found()
