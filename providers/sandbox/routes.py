"""Maps addresses to the handlers that answer them."""

import re
from collections.abc import Callable

from providers.sandbox import control
from providers.sandbox.http import SandboxRequest, SandboxResponse
from providers.sandbox.pages import actions, athlete, authorization, files, home, rendering
from providers.sandbox.ridewithgps import api as ridewithgps_api
from providers.sandbox.ridewithgps import control as ridewithgps_control
from providers.sandbox.ridewithgps import oauth as ridewithgps_oauth
from providers.sandbox.ridewithgps.call import PREFIX
from providers.sandbox.service import SandboxService
from providers.sandbox.strava import api, oauth

CODE = r"([a-z0-9]{16})"
ROUTES: tuple[tuple[str, str, Callable[..., SandboxResponse]], ...] = (
    ("GET", r"/oauth/authorize", authorization.show_authorization),
    ("POST", r"/oauth/authorize", authorization.decide_authorization),
    ("POST", r"(?:/api/v3)?/oauth/token", oauth.handle_token),
    ("POST", r"/oauth/revoke", oauth.handle_revoke),
    ("POST", r"(?:/api/v3)?/oauth/deauthorize", oauth.handle_deauthorize),
    ("GET", r"/ridewithgps/oauth/authorize", authorization.show_ridewithgps_authorization),
    ("POST", r"/ridewithgps/oauth/authorize", authorization.decide_ridewithgps_authorization),
    ("POST", r"/ridewithgps/oauth/token\.json", ridewithgps_oauth.handle_token),
    ("POST", r"/ridewithgps/oauth/revoke\.json", ridewithgps_oauth.handle_revoke),
    ("GET", r"/ridewithgps/?", home.show_home),
    ("GET", r"/ridewithgps/(?:trips/\d{1,18}|settings(?:/[a-z_]+)?)", home.show_code_needed),
    ("GET", r"/", home.show_home),
    ("GET", r"/sandbox\.css", rendering.serve_stylesheet),
    ("GET", r"/activities/\d{1,18}|/settings/apps", home.show_code_needed),
    ("POST", r"/athletes", home.create_athlete),
    ("POST", r"/athletes/open", home.open_athlete),
    ("GET", rf"/athletes/{CODE}/", athlete.show_athlete),
    ("POST", rf"/athletes/{CODE}/activities", actions.add_ride),
    ("POST", rf"/athletes/{CODE}/activities/(\d{{1,18}})/name", actions.rename_activity),
    ("POST", rf"/athletes/{CODE}/activities/(\d{{1,18}})/delete", actions.delete_activity),
    ("POST", rf"/athletes/{CODE}/ridewithgps", actions.join_ridewithgps),
    ("POST", rf"/athletes/{CODE}/trips", actions.add_trip),
    ("POST", rf"/athletes/{CODE}/trips/(\d{{1,18}})/name", actions.rename_trip),
    ("POST", rf"/athletes/{CODE}/trips/(\d{{1,18}})/delete", actions.delete_trip),
    ("POST", rf"/athletes/{CODE}/faults", actions.add_fault),
    ("POST", rf"/athletes/{CODE}/faults/clear", actions.clear_faults),
    ("POST", rf"/athletes/{CODE}/revoke", actions.withdraw_access),
    ("GET", rf"/athletes/{CODE}/files/(\d{{1,18}})\.(fit|gpx|tcx)", files.download_file),
    ("GET", rf"/athletes/{CODE}/files\.zip", files.download_all_files),
    ("POST", r"/control/athletes", control.create_athlete),
    ("GET", rf"/control/athletes/{CODE}", control.describe_athlete),
    ("GET", rf"/control/athletes/{CODE}/calls", control.list_calls),
    ("POST", rf"/control/athletes/{CODE}/authorizations", control.create_authorization),
    ("POST", rf"/control/athletes/{CODE}/activities", control.create_activity),
    ("PATCH", rf"/control/athletes/{CODE}/activities/(\d{{1,18}})", control.change_activity),
    ("DELETE", rf"/control/athletes/{CODE}/activities/(\d{{1,18}})", control.delete_activity),
    ("POST", rf"/control/athletes/{CODE}/trips", ridewithgps_control.create_trip),
    ("PATCH", rf"/control/athletes/{CODE}/trips/(\d{{1,18}})", ridewithgps_control.change_trip),
    ("DELETE", rf"/control/athletes/{CODE}/trips/(\d{{1,18}})", ridewithgps_control.delete_trip),
    ("POST", r"/control/ridewithgps", ridewithgps_control.set_options),
    ("POST", rf"/control/athletes/{CODE}/revoke", control.revoke_access),
    ("GET", r"/control/deliveries", control.list_deliveries),
    ("POST", r"/control/faults", control.create_fault),
)


def respond(service: SandboxService, request: SandboxRequest) -> SandboxResponse:
    """Returns the response to a request, whatever its address."""
    if service.is_old_api_ended and request.path.startswith(f"{api.OLD_PREFIX}/"):
        return api.respond_to_api(service, request)
    for method, pattern, handler in ROUTES:
        match = re.fullmatch(pattern, request.path)
        if match and method == request.method:
            return handler(service, request, *match.groups())
    if request.path.startswith(f"{PREFIX}/"):
        return ridewithgps_api.respond_to_api(service, request)
    if request.path.startswith(("/api/", f"{api.NEW_PREFIX}/")):
        return api.respond_to_api(service, request)
    return rendering.render_not_found()
