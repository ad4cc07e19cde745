"""Calls the sandbox with stravalib, which also answers the handshake and reads an event."""

import json
import os
import warnings
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler
from queue import SimpleQueue
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import requests
from requests.adapters import HTTPAdapter
from stravalib import Client  # type: ignore[import-not-found]

from bench.foreign_clients.callback import running_callback
from bench.foreign_clients.reporting import Reporter

STRAVA = "https://www.strava.com"
EVENT_TIMEOUT_S = 60


class SandboxAdapter(HTTPAdapter):
    """Sends the requests for Strava to the sandbox."""

    def __init__(self, url: str) -> None:
        super().__init__()
        self.sandbox_url = url

    def send(self, request: requests.PreparedRequest, *arguments: Any, **options: Any) -> requests.Response:
        """Sends a request, with the host replaced."""
        request.url = (request.url or "").replace(STRAVA, self.sandbox_url, 1)
        return super().send(request, *arguments, **options)


def create_client(url: str, access_token: str | None = None) -> Any:
    """Returns a client that takes the sandbox for Strava."""
    session = requests.Session()
    session.mount(STRAVA, SandboxAdapter(url))
    return Client(access_token=access_token, requests_session=session)


def describe(activity: Any) -> dict[str, Any]:
    """Returns what the checks compare of an activity."""
    return {
        "id": activity.id,
        "name": activity.name,
        "start": int(activity.start_date.timestamp()),
        "local": f"{activity.start_date_local:%Y-%m-%dT%H:%M:%S}",
        "sport": activity.sport_type.root,
        "distance": float(activity.distance),
        "moving": int(activity.moving_time),
        "elapsed": int(activity.elapsed_time),
        "elevation": float(activity.total_elevation_gain),
        "gear": activity.gear_id,
        "private": activity.private,
    }


def read(reporter: Reporter, client: Any) -> None:
    """Makes the calls that read."""
    settings = reporter.settings
    after, before = (datetime.fromtimestamp(settings[name], UTC) for name in ("after", "before"))

    def read_athlete() -> Any:
        athlete = client.get_athlete()
        gear = [gear.id for gear in (*athlete.bikes, *athlete.shoes)]
        return {"id": athlete.id, "firstname": athlete.firstname, "lastname": athlete.lastname, "gear": gear}

    def read_statistics() -> Any:
        stats = client.get_athlete_stats(settings["athlete"])
        return {kind: getattr(stats, f"all_{kind}_totals").count for kind in ("ride", "run", "swim")}

    def read_gear() -> Any:
        gear = client.get_gear(settings["gear"])
        names = {"id": gear.id, "name": gear.name, "brand": gear.brand_name, "model": gear.model_name}
        return {**names, "distance": float(gear.distance)}

    def read_list(**bounds: Any) -> Any:
        return [describe(activity) for activity in client.get_activities(**bounds)]

    reporter.run("athlete", read_athlete)
    reporter.run("statistics", read_statistics)
    reporter.run("activities", read_list)
    reporter.run("activities before and after", lambda: read_list(before=before, after=after))
    reporter.run("activities after alone", lambda: read_list(after=after))
    reporter.run("activity", lambda: describe(client.get_activity(settings["activity"])))
    reporter.run("gear", read_gear)


def subscribe_and_update(reporter: Reporter, client: Any) -> None:
    """Subscribes with a callback that the client answers, updates an activity, and reads the event."""
    settings = reporter.settings
    credentials = {"client_id": settings["client_id"], "client_secret": settings["client_secret"]}
    handshakes: list[Any] = []
    events: SimpleQueue[Any] = SimpleQueue()

    class Handler(BaseHTTPRequestHandler):
        """Answers with what the client makes of a request."""

        def do_GET(self) -> None:
            """Answers the handshake."""
            answer = client.handle_subscription_callback(dict(parse_qsl(urlsplit(self.path).query)), "token")
            handshakes.append(answer)
            self.respond(json.dumps(answer).encode())

        def do_POST(self) -> None:
            """Takes an event."""
            raw = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            events.put(client.handle_subscription_update(raw))
            self.respond(b"{}")

        def respond(self, body: bytes) -> None:
            """Answers 200."""
            self.send_response(200)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, format: str, *args: Any) -> None:
            """Prints nothing."""

    def create() -> Any:
        subscription = client.create_subscription(**credentials, callback_url=url, verify_token="token")
        return [subscription.id, subscription.callback_url]

    def update() -> Any:
        activity = client.update_activity(settings["activity"], **settings["changes"])
        return {name: getattr(activity, name) for name in settings["changes"]}

    def read_event() -> Any:
        event = events.get(timeout=EVENT_TIMEOUT_S)
        return [event.object_id, event.owner_id, event.aspect_type, event.updates]

    with running_callback(Handler) as url:
        number, _ = reporter.run("create a subscription", create) or (0, "")
        reporter.run("answer the handshake", lambda: len(handshakes))
        reporter.run(
            "list subscriptions",
            lambda: [[item.id, item.callback_url] for item in client.list_subscriptions(**credentials)],
        )
        reporter.run("update an activity", update)
        reporter.run("read an event", read_event)
        reporter.run("delete a subscription", lambda: client.delete_subscription(number, **credentials))


def main() -> None:
    """Makes all calls."""
    warnings.simplefilter("ignore")
    os.environ["SILENCE_TOKEN_WARNINGS"] = "true"
    reporter = Reporter()
    settings = reporter.settings
    credentials = {"client_id": settings["client_id"], "client_secret": settings["client_secret"]}
    client = create_client(settings["url"])

    def exchange() -> Any:
        tokens = client.exchange_code_for_token(**credentials, code=settings["codes"][0])
        return [tokens["access_token"], tokens["refresh_token"]]

    def refresh() -> Any:
        tokens = client.refresh_access_token(**credentials, refresh_token=refresh_token)
        return [tokens["access_token"], tokens["refresh_token"]]

    def deauthorize() -> Any:
        client.deauthorize()
        return client.access_token

    _, refresh_token = reporter.run("exchange the code", exchange) or ("", "")
    reporter.run("refresh the tokens", refresh)
    read(reporter, client)
    subscribe_and_update(reporter, client)
    reporter.run("deauthorize", deauthorize)


if __name__ == "__main__":
    main()
