"""Calls the sandbox with pyrwgps, by the API v1 and by the older one."""

import hashlib
from datetime import datetime
from typing import Any

from pyrwgps import RideWithGPS  # type: ignore[import-not-found]

from bench.foreign_clients.reporting import Reporter


def describe(trip: Any) -> dict[str, Any]:
    """Returns what the checks compare of a trip."""
    start = datetime.fromisoformat(trip.departed_at)
    lengths = {"distance": trip.distance, "duration": trip.duration}
    return {"id": trip.id, "name": trip.name, "start": int(start.timestamp()), **lengths}


def read_changes(client: Any, user_id: int, since: str) -> tuple[list[Any], str]:
    """Returns what happened to the user's own trips since a time, and the time of the answer."""
    answer = client.get(path="/api/v1/sync.json", params={"since": since, "assets": "trips"})
    own = [[item.action, item.item_id] for item in answer.items if item.item_user_id == user_id]
    return own, answer.meta.rwgps_datetime


def read(reporter: Reporter, client: Any, user_id: int) -> None:
    """Makes the calls that read."""
    trip_id = reporter.settings["trip"]

    def read_user() -> Any:
        user = client.get(path="/api/v1/users/current.json").user
        return {"id": user.id, "name": user.name}

    def read_trip() -> Any:
        trip = client.get(path=f"/api/v1/trips/{trip_id}.json").trip
        return {"trip": describe(trip), "gear": trip.gear.id if trip.gear else None}

    def read_gear() -> Any:
        listed = client.list(f"/users/{user_id}/gear.json")
        return [[gear.id, gear.make, gear.model, gear.nickname] for gear in listed]

    older_path = f"/users/{user_id}/trips.json"
    reporter.run("user", read_user)
    reporter.run("trips", lambda: [describe(trip) for trip in client.list("/api/v1/trips.json", result_key="trips")])
    reporter.run("trips by the older API", lambda: [describe(trip) for trip in client.list(older_path)])
    reporter.run("trip", read_trip)
    reporter.run("changes", lambda: read_changes(client, user_id, "1970-01-01")[0])
    reporter.run("gear", read_gear)
    for kind in ("gpx", "tcx"):
        reporter.run(kind.upper(), lambda kind=kind: digest(client.download_trip_file(trip_id, kind)))  # type: ignore[misc]


def digest(content: bytes) -> str:
    """Returns the hash of a file."""
    return hashlib.sha256(content).hexdigest()


def write(reporter: Reporter, client: Any, user_id: int) -> None:
    """Makes the calls that write."""
    settings = reporter.settings
    path = f"/trips/{settings['trip']}.json"

    def rename() -> Any:
        client.put(path=path, params={"trip": {"name": settings["name"]}})
        return client.get(path=f"/api/v1{path}").trip.name

    def set_gear() -> Any:
        client.patch(path=path, params={"trip": {"gear_id": settings["gear"]}})
        return client.get(path=f"/api/v1{path}").trip.gear.id

    def delete() -> Any:
        client.delete(path=f"/api/v1/trips/{settings['deleted_trip']}.json")
        changes, _ = read_changes(client, user_id, "1970-01-01")
        return [change for change in changes if change[0] == "deleted"]

    reporter.run("rename a trip by PUT", rename)
    reporter.run("set gear by PATCH", set_gear)
    reporter.run("delete a trip", delete)


def main() -> None:
    """Makes every call in turn."""
    reporter = Reporter()
    settings = reporter.settings
    RideWithGPS.BASE_URL = settings["url"]
    client = RideWithGPS(client_id=settings["client_id"], client_secret=settings["client_secret"])

    def exchange() -> Any:
        answer = client.exchange_code(code=settings["code"], redirect_uri=settings["redirect_uri"])
        return [answer.access_token, answer.user_id]

    exchanged = reporter.run("exchange the code", exchange)
    if exchanged:
        read(reporter, client, exchanged[1])
        write(reporter, client, exchanged[1])


main()
