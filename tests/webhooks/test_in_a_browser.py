"""The athlete is asked about many deletions on the pages of syncs and of a connection, and answers there."""

import pytest
from playwright.sync_api import Page, expect
from pytest_django.live_server_helper import LiveServer

from accounts.models import Account
from accounts.scope import owner_scope
from activities.models import Activity
from providers.models import PlatformDeletion
from providers.sandbox.server import Sandbox
from tests.browser import check_page
from tests.providers.factories import pulled

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_the_athlete_decides(page: Page, sandbox: Sandbox, alice: Account, live_server: LiveServer) -> None:
    with owner_scope(alice):
        pulled(sandbox, "demo", 30)
        for activity in Activity.objects.all()[:6]:
            PlatformDeletion.objects.create(activity=activity, state=PlatformDeletion.State.ASKING)
    page.goto("/sync/")
    check_page(page)
    page.get_by_role("link", name="Decide").click()
    expect(page.get_by_role("heading", name="6 activities seem to be gone on Strava")).to_be_visible()
    check_page(page)
    page.get_by_role("button", name="Keep them").click()
    expect(page.get_by_text("You won’t be asked about these activities again.")).to_be_visible()
    expect(page.get_by_role("heading", name="seem to be gone")).to_have_count(0)
