"""A demo is built whatever the limits are, and is far from those of a demo."""

import pytest
from django.test import Client
from pytest_django.fixtures import Settings

from accounts.models import Account
from accounts.quota import DEMO_QUOTA
from activities.models import SourceFile
from providers.sandbox.server import Sandbox
from tests.providers.conftest import sandbox  # noqa: F401 - a fixture
from tests.quotas.limits import set_quota, stored_usage
from tests.run_jobs import run_jobs

pytestmark = [pytest.mark.postgres, pytest.mark.django_db, pytest.mark.usefixtures("hosted")]


def test_a_demo_is_built_without_room_and_takes_a_part_of_its_own(
    settings: Settings,
    client: Client,
    sandbox: Sandbox,  # noqa: F811
) -> None:
    set_quota(settings, stored_bytes=0, files=0, rows=0, cpu_s=0)
    settings.DEMO = True
    assert client.post("/demo/start/").status_code == 303
    run_jobs()
    account = Account.objects.get(demo_until__isnull=False)
    assert "waiting" not in SourceFile.across_accounts.values_list("state", flat=True)
    stored_bytes, files, rows = stored_usage(account)
    assert 100 < files < DEMO_QUOTA.files / 2
    assert 500 < rows < DEMO_QUOTA.rows / 2
    assert stored_bytes < DEMO_QUOTA.stored_bytes / 2
