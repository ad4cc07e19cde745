"""Filling a demo account: a made-up athlete in the sandbox is connected, and the files it kept are handed over."""

from django.db import transaction

from accounts.jobs.claims import Claim
from accounts.jobs.kinds import job_kind
from accounts.jobs.lanes import Lane
from accounts.jobs.lease_keeper import keep_lease
from activities.models import Upload
from activities.services.receive import IncomingFile, receive_files
from providers.contract import Registration
from providers.errors import ProviderUnavailable
from providers.registrations import sandbox_registration
from providers.registry import PLATFORMS
from providers.services.authorization import connect
from tracekit_site.demo.athlete import files_of, make_athlete
from tracekit_site.models import Demo

BUILD = "demo.build"
PLATFORM = "strava"
ZIP = "files of the demo athlete.zip"


@job_kind(BUILD, lane=Lane.CLICK)
def build(claim: Claim) -> bool:
    """First the athlete and its connection, then its files. Pulling and reading are their own jobs."""
    where = sandbox_registration()
    if where is None:
        raise ProviderUnavailable("unregistered")
    demo, _ = Demo.objects.get_or_create()
    with keep_lease(claim):
        if not demo.code:
            _connect(demo, where)
            return True
        _hand_over(demo, where)
    return False


def _connect(demo: Demo, where: Registration) -> None:
    platform = PLATFORMS[PLATFORM]
    code, authorization = make_athlete(where)
    grant = platform.exchange_code(where, authorization, frozenset(platform.requested_scopes))
    with transaction.atomic():
        connect(platform, where, grant)
        demo.code = code
        demo.save()


def _hand_over(demo: Demo, where: Registration) -> None:
    if not demo.has_files:
        receive_files(Upload(), [IncomingFile(ZIP, files_of(where, demo.code))])
        demo.has_files = True
        demo.save()
