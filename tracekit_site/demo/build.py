"""Fills a demo account: connects a made-up athlete of the sandbox, and imports the athlete's files."""

from django.db import transaction

from accounts.jobs.claims import Claim
from accounts.jobs.kinds import job_kind
from accounts.jobs.lanes import Lane
from accounts.jobs.lease_keeper import keep_lease
from activities.models import Upload
from activities.services.receive import IncomingFile, receive_files
from providers.credentials import AuthorizationResponse, Registration
from providers.errors import ProviderUnavailable
from providers.registrations import sandbox_registration
from providers.registry import PLATFORMS
from providers.services.connect import connect
from tracekit_site.demo.athlete import create_athlete, download_files
from tracekit_site.models import Demo

BUILD_KIND = "demo.build"
PLATFORM_NAME = "strava"
ARCHIVE_NAME = "files of the demo athlete.zip"


@job_kind(BUILD_KIND, lane=Lane.CLICK, calls_platform=True)
def build_demo(claim: Claim) -> bool:
    """Connects the athlete in the first step and imports its files in the second; other jobs pull and parse."""
    sandbox = sandbox_registration(PLATFORMS[PLATFORM_NAME])
    if sandbox is None:
        raise ProviderUnavailable("unregistered")
    demo, _ = Demo.objects.get_or_create()
    with keep_lease(claim):
        if not demo.athlete_code:
            _connect_athlete(demo, sandbox)
            return True
        _import_files(demo, sandbox)
    return False


def _connect_athlete(demo: Demo, sandbox: Registration) -> None:
    platform = PLATFORMS[PLATFORM_NAME]
    athlete_code, authorization_code = create_athlete(sandbox)
    answer = AuthorizationResponse(authorization_code, frozenset(platform.requested_scopes), callback="", verifier="")
    grant = platform.exchange_code(sandbox, answer)
    with transaction.atomic():
        connect(platform, sandbox, grant, athlete_code)
        demo.athlete_code = athlete_code
        demo.save()


def _import_files(demo: Demo, sandbox: Registration) -> None:
    if not demo.has_files:
        receive_files(Upload(is_import=True), [IncomingFile(ARCHIVE_NAME, download_files(sandbox, demo.athlete_code))])
        demo.has_files = True
        demo.save()
