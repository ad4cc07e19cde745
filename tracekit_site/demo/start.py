"""Starts a demo: creates its account and queues the job that fills it."""

import secrets
from datetime import timedelta

from django.utils import timezone

from accounts.jobs.services.enqueue import enqueue_for
from accounts.models import Account
from tracekit_site.demo.build import BUILD_KIND

DEMO_LIFETIME = timedelta(hours=24)
DEMO_TIME_ZONE = "Europe/Vienna"
"""The demo athlete lives in this zone."""


def start_demo() -> Account:
    """Returns a new account without a password that expires after a day; a job fills it."""
    account = Account(
        email=f"demo-{secrets.token_hex(6)}@demo.invalid",
        time_zone=DEMO_TIME_ZONE,
        is_time_zone_confirmed=True,
        demo_until=timezone.now() + DEMO_LIFETIME,
    )
    account.set_unusable_password()
    account.save()
    enqueue_for(account, BUILD_KIND)
    return account
