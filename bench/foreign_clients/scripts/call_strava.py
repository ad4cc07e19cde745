"""Calls the sandbox with strava, at the old host and at the new one, and revokes in both ways."""

import warnings
from typing import Any

import strava  # type: ignore[import-not-found]
from strava import _auth

from bench.foreign_clients.reporting import Reporter


def describe(activity: Any) -> dict[str, Any]:
    """Returns what the checks compare of an activity."""
    return {
        "id": activity.id,
        "name": activity.name,
        "start": int(activity.start_date.timestamp()),
        "local": f"{activity.start_date_local:%Y-%m-%dT%H:%M:%S}",
        "sport": str(activity.sport_type.value),
        "distance": activity.distance,
        "moving": activity.moving_time,
        "elapsed": activity.elapsed_time,
        "elevation": activity.total_elevation_gain,
        "gear": activity.gear_id,
        "private": activity.private,
    }


def read_athlete(client: Any) -> Any:
    """Returns what the checks compare of the athlete."""
    athlete = client.athletes.retrieve_authenticated()
    gear = [gear.id for gear in (*athlete.bikes, *athlete.shoes)]
    return {"id": athlete.id, "firstname": athlete.firstname, "lastname": athlete.lastname, "gear": gear}


def read_list(client: Any, **bounds: int) -> Any:
    """Returns what the checks compare of a list of activities."""
    return [describe(activity) for activity in client.activities.list(per_page=50, **bounds)]


def read(reporter: Reporter, client: Any, new_client: Any) -> None:
    """Makes the calls that read."""
    settings = reporter.settings
    after, before = settings["after"], settings["before"]

    def read_statistics() -> Any:
        stats = client.athletes.retrieve_stats(settings["athlete"])
        return {kind: getattr(stats, f"all_{kind}_totals").count for kind in ("ride", "run", "swim")}

    def read_gear() -> Any:
        gear = client.gear.retrieve(settings["gear"])
        names = {"id": gear.id, "name": gear.name, "brand": gear.brand_name, "model": gear.model_name}
        return {**names, "distance": gear.distance}

    reporter.run("athlete", lambda: read_athlete(client))
    reporter.run("athlete at the new host", lambda: read_athlete(new_client))
    reporter.run("statistics", read_statistics)
    reporter.run("activities", lambda: read_list(client))
    reporter.run("activities at the new host", lambda: read_list(new_client))
    reporter.run("activities before and after", lambda: read_list(client, before=before, after=after))
    reporter.run("activities after alone", lambda: read_list(client, after=after))
    reporter.run("activity", lambda: describe(client.activities.retrieve(settings["activity"])))
    reporter.run("gear", read_gear)


def subscribe_and_update(reporter: Reporter, client: Any) -> None:
    """Subscribes, updates an activity, and ends the subscription."""
    settings = reporter.settings
    credentials = {"client_id": settings["client_id"], "client_secret": settings["client_secret"]}

    def create() -> Any:
        callback = {"callback_url": settings["callback_url"], "verify_token": "token"}
        subscription = client.webhooks.create(**credentials, **callback)
        return [subscription.id, subscription.callback_url]

    def list_all() -> Any:
        return [[item.id, item.callback_url] for item in client.webhooks.list(**credentials)]

    def update() -> Any:
        activity = client.activities.update(settings["activity"], **settings["changes"])
        return {name: getattr(activity, name) for name in settings["changes"]}

    number, _ = reporter.run("create a subscription", create) or (0, "")
    reporter.run("list subscriptions", list_all)
    reporter.run("update an activity", update)
    reporter.run("delete a subscription", lambda: client.webhooks.delete(number, **credentials))


def main() -> None:
    """Makes all calls."""
    warnings.simplefilter("ignore")
    reporter = Reporter()
    settings = reporter.settings
    client_id, client_secret = settings["client_id"], settings["client_secret"]
    for name in ("TOKEN_URL", "DEAUTHORIZE_URL", "REVOKE_URL"):
        setattr(_auth, name, getattr(_auth, name).replace("https://www.strava.com", settings["url"]))

    def exchange(number: int) -> Any:
        tokens = strava.exchange_token(client_id, client_secret, settings["codes"][number])
        return [tokens.access_token, tokens.refresh_token]

    def refresh() -> Any:
        tokens = strava.refresh_access_token(client_id, client_secret, refresh_token)
        return [tokens.access_token, tokens.refresh_token]

    def deauthorize() -> Any:
        strava.deauthorize(access_token)
        return access_token

    def revoke() -> Any:
        token, _ = exchange(1)
        strava.revoke_token(client_id, client_secret, token)
        return token

    access_token, refresh_token = reporter.run("exchange the code", lambda: exchange(0)) or ("", "")
    reporter.run("refresh the tokens", refresh)
    client, new_client = (
        strava.Strava(access_token=access_token, base_url=f"{settings['url']}{path}") for path in ("/api/v3", "/api-v3")
    )
    read(reporter, client, new_client)
    subscribe_and_update(reporter, client)
    reporter.run("deauthorize", deauthorize)
    reporter.run("revoke", revoke)


if __name__ == "__main__":
    main()
