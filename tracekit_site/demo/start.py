"""Making a demo account."""

import secrets
from datetime import timedelta

from django.utils import timezone

from accounts.jobs.services.enqueue import enqueue_for
from accounts.models import Account
from tracekit_site.demo.build import BUILD

LIFE = timedelta(hours=24)
ZONE = "Europe/Vienna"
"""Where the demo athlete lives."""


def start_demo() -> Account:
    """A new account without a way back in, gone after a day; a job fills it."""
    account = Account(
        email=f"demo-{secrets.token_hex(6)}@demo.invalid",
        time_zone=ZONE,
        is_time_zone_confirmed=True,
        demo_until=timezone.now() + LIFE,
    )
    account.set_unusable_password()
    account.save()
    enqueue_for(account, BUILD)
    return account
