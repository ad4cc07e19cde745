"""Pages before and after connecting say what can be allowed at each platform, and what this install cannot do there."""

import pytest
from django.test import Client

from accounts.models import Account
from accounts.scope import owner_scope
from providers.sandbox.server import Sandbox
from tests.markup import get_page, visible_text
from tests.providers.factories import pulled

pytestmark = pytest.mark.postgres

RIDEWITHGPS_PAGE = "/connections/new/ridewithgps/"


def test_only_a_platform_with_several_permissions_offers_to_uncheck_some(
    sandbox: Sandbox, alice_client: Client
) -> None:
    assert "Uncheck what you don’t want to allow" in visible_text(get_page(alice_client, "/connections/new/strava/"))
    assert "Uncheck" not in visible_text(get_page(alice_client, RIDEWITHGPS_PAGE))


def test_the_connect_page_names_the_callback_address_for_an_own_application(
    sandbox: Sandbox, alice_client: Client
) -> None:
    page = visible_text(get_page(alice_client, RIDEWITHGPS_PAGE))
    assert "enter http://testserver/connections/callback/" in page
    assert "Authorization Callback Domain" not in page


def test_where_undocumented_calls_are_not_allowed_nobody_is_asked_to_connect_again(
    sandbox: Sandbox, alice_client: Client, alice: Account, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("providers.registrations.SANDBOX_UNDOCUMENTED_CALLS", False)
    with owner_scope(alice):
        pulled(sandbox, "demo", 3, provider="ridewithgps")
    page = visible_text(get_page(alice_client, "/connections/"))
    assert "Reads only: this install makes only the calls that RideWithGPS documents." in page
    assert "you did not allow changes" not in page
