"""Every response of the sandbox holds coordinates, streams, places, emails and tokens; tracekit keeps none of them."""

from collections.abc import Iterable
from datetime import timedelta

import pytest
import redis
from django.conf import settings
from django.test import Client
from django.utils import timezone

from accounts.jobs.models import Job
from accounts.models import Account
from activities.models import Activity
from matching.models import Workout
from providers.models import Connection, Pull
from providers.registry import PLATFORMS
from providers.sandbox.sentinels import SENTINELS
from providers.sandbox.server import Sandbox
from providers.services.push import push
from providers.services.start_pull import start_pull
from tests.accounts.dump import database_dump
from tests.celery_fleet import REDIS_URL
from tests.providers.factories import Athlete, connected
from tests.waiting import wait_until
from tests.worker_process import running_worker

pytestmark = [pytest.mark.postgres, pytest.mark.slow, pytest.mark.once, pytest.mark.django_db(transaction=True)]

FAULTS = ("500", "html", "half_json", "no_date", "huge_name")


def words_in(text: str, words: Iterable[str]) -> set[str]:
    return {word for word in words if word in text}


def redis_dump() -> str:
    """Returns every Redis key under our prefix, with its value."""
    if not settings.REDIS_URL:
        return ""
    with redis.Redis.from_url(REDIS_URL) as client:
        keys = list(client.scan_iter(f"{settings.REDIS_PREFIX}*"))
        return "\n".join(f"{key!r} {client.dump(key)!r}" for key in keys)


def pages_text(client: Client) -> str:
    """Returns the text of the athlete's pages."""
    month = timezone.now().strftime("%Y/%m")
    paths = ["/", f"/calendar/{month[:4]}/", f"/calendar/{month}/", "/workouts/", f"/review/{month}/", "/files/"]
    paths += ["/connections/", "/sync/", "/settings/danger/", f"/connections/{Connection.objects.get().pk}/"]
    paths += [f"/workouts/{pk}/" for pk in Workout.objects.values_list("pk", flat=True)[:40]]
    responses = [client.get(path) for path in paths]
    assert {response.status_code for response in responses} <= {200, 302}
    return "\n".join(response.content.decode() for response in responses)


def go_through_everything(sandbox: Sandbox, provider: str) -> Athlete:
    """Connects, pulls with faults, refreshes the tokens, pulls a changed activity again, and writes."""
    athlete = connected(sandbox, "demo", 60, provider=provider)
    for fault in FAULTS:
        athlete.fail(fault)
    wait_until(_is_idle)
    sandbox.database.grants.expire_access_tokens(athlete.code)
    if PLATFORMS[provider].has_change_feed:
        sandbox.database.trips.update(sandbox.database.trips.newest_first(athlete.code, limit=1)[0].id, name="Changed")
    start_pull(Connection.objects.get(), Pull.Kind.NOW)
    wait_until(_is_idle)
    push(Connection.objects.get(), str(Activity.objects.values_list("provider_id", flat=True)[0]), "name", "Renamed")
    return athlete


def _is_idle() -> bool:
    """Returns whether no job is left; those that wait for a later time go on at once."""
    Job.objects.filter(state="queued", not_before__gt=timezone.now()).update(
        not_before=timezone.now() - timedelta(seconds=1)
    )
    return not Job.objects.exists()


@pytest.mark.parametrize("provider", sorted(PLATFORMS))
def test_nothing_else_is_stored_logged_or_shown(
    provider: str,
    engine: str,
    sandbox: Sandbox,
    as_alice: Account,
    alice_client: Client,
    monkeypatch: pytest.MonkeyPatch,
    capfd: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setenv("SANDBOX", "true")
    monkeypatch.setenv("SANDBOX_API_URL", sandbox.url)
    monkeypatch.setenv("LOG_LEVEL", "DEBUG")
    with running_worker():
        athlete = go_through_everything(sandbox, provider)
    tokens = sandbox.database.grants.all_tokens(athlete.code)
    planted = {*SENTINELS, *tokens}
    log = "\n".join(f"{call.request}{call.answer}" for call in sandbox.database.calls.for_athlete(athlete.code))
    assert words_in(log, planted) == planted, "the search finds what is there"
    assert len(tokens) >= (4 if provider == "strava" else 1)
    output = capfd.readouterr()
    assert "TemporaryFailure" in output.err, "the log says what failed"
    places = {
        "database": database_dump(),
        "log": output.out + output.err,
        "redis": redis_dump(),
        "pages": pages_text(alice_client),
    }
    assert {name: words_in(text, planted) for name, text in places.items()} == {name: set() for name in places}
