"""The operator's admin shows sign-ups and syncs over time, the health of connections, and what operators did."""

import logging
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from accounts.models import Account, SecurityEvent
from accounts.scope import crossing, owner_scope
from accounts.services.request_erasure import start_erasure
from providers.models import Connection, Pull
from tests.markup import get_page
from tests.matching.connections import create_connection
from tests.site.operators import create_job
from tests.site.test_operator_admin_tables import ACCOUNTS, JOBS, run_action
from tracekit_site.admin_site.daily_counts import CHART_HEIGHT, sign_up_counts, sync_counts
from tracekit_site.admin_site.platform_statistics import platform_statistics

pytestmark = pytest.mark.postgres

NOW = timezone.now()
AUDIT = "/operator/admin/logentry/"


@pytest.fixture
def history(alice: Account) -> Connection:
    """Creates sign-ups today, 29 and 30 days ago, and syncs on two days."""
    for days, count in ((0, 2), (29, 4), (30, 8)):
        SecurityEvent.objects.create(kind="sign_up", hour=NOW - timedelta(days=days), count=count)
    SecurityEvent.objects.create(kind="sign_in", hour=NOW, count=16)
    with owner_scope(alice):
        connection = create_connection()
        for days in (1, 1, 5, 40):
            Pull.objects.create(
                connection=connection, kind="daily", started_at=NOW - timedelta(days=days), ended_at=NOW
            )
    return connection


def test_sign_ups_are_counted_by_day(history: Connection) -> None:
    chart = sign_up_counts(NOW)
    assert len(chart.bars) == 30
    assert [bar.count for bar in chart.bars if bar.count] == [4, 2]
    assert (chart.bars[0].height, chart.bars[1].height, chart.bars[-1].height) == (CHART_HEIGHT, 0, CHART_HEIGHT // 2)
    assert (chart.total, chart.busiest[1]) == (6, 4)


def test_syncs_are_counted_by_day(history: Connection) -> None:
    with crossing():
        chart = sync_counts(NOW)
    assert [(NOW.date() - bar.day).days for bar in chart.bars if bar.count] == [5, 1]
    assert (chart.total, chart.busiest[1]) == (3, 2)


def test_the_charts_have_their_numbers_as_text(operator_client: Client, history: Connection) -> None:
    page = " ".join(get_page(operator_client, "/operator/").split())
    for text in ("6 in all, at most 4 on a day", "3 in all, at most 2 on a day"):
        assert text in page
    assert page.count('<rect class="fill-whole"') == 60
    assert page.count("<svg") > page.count('style="') == 0


def test_an_empty_install_has_empty_charts(operator_client: Client) -> None:
    assert " ".join(get_page(operator_client, "/operator/").split()).count("0 in all.") == 2


def test_the_health_of_connections_is_counted_with_the_oldest_failure(
    operator_client: Client, history: Connection, mallory: Account
) -> None:
    with owner_scope(mallory):
        broken = create_connection()
        broken.state, broken.pulled_at, broken.is_paused = "reconnect", NOW - timedelta(days=3), True
        broken.save()
    Connection.across_accounts.filter(pk=history.pk).update(last_error="timeout", pulled_at=NOW - timedelta(days=9))
    with crossing():
        strava = next(row for row in platform_statistics() if row.label == "Strava")
    assert (strava.connected, strava.reconnect, strava.paused, strava.failing) == (1, 1, 1, 2)
    assert strava.oldest_failing == NOW - timedelta(days=9)
    assert f"{NOW - timedelta(days=9):%Y-%m-%d}" in get_page(operator_client, "/operator/")


def test_a_closed_connection_is_not_counted(history: Connection) -> None:
    Connection.across_accounts.update(state="closed", last_error="timeout")
    with crossing():
        strava = next(row for row in platform_statistics() if row.label == "Strava")
    assert (strava.connected, strava.failing, strava.oldest_failing) == (0, 0, None)


def test_the_audit_trail_says_who_did_what_to_which_account(
    operator_client: Client, operator: Account, alice: Account, mallory: Account, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO, "tracekit.security")
    erasure = start_erasure(mallory.pk)
    run_action(operator_client, ACCOUNTS, "suspend", alice)
    run_action(operator_client, JOBS, "retry", create_job(alice, "stopped"))
    run_action(operator_client, "/operator/accounts/erasure/", "run_now", erasure)
    page = get_page(operator_client, AUDIT)
    assert page.index("Tried again at once.") < page.index("Queued again.") < page.index("Suspended, and signed out.")
    for text in (operator.email, f"/operator/accounts/account/{alice.pk}/change/", str(erasure.pk)):
        assert text in page
    assert f"operator={operator.pk} account={alice.pk}: Suspended, and signed out." in caplog.text


def test_the_audit_trail_cannot_be_changed(operator_client: Client, alice: Account) -> None:
    run_action(operator_client, ACCOUNTS, "suspend", alice)
    page = get_page(operator_client, AUDIT)
    assert 'name="action"' not in page
    for action in ("delete_selected", "suspend"):
        run_action(operator_client, AUDIT, action, alice)
    assert "Suspended, and signed out." in get_page(operator_client, AUDIT)
