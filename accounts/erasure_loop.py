"""Runs erasures in a thread of each worker, and in web processes while no worker does."""

from datetime import timedelta

from django.utils import timezone

from accounts.background_loop import BackgroundLoop
from accounts.erasure import Erasure
from accounts.services.run_erasures import run_due_erasures

LATE_AFTER = timedelta(minutes=1)
"""An erasure that should have gone on for this long is late."""


class ErasureLoop(BackgroundLoop):
    """Runs the erasures of the install, so that neither a stopped worker nor a silent Redis breaks their deadline."""

    name = "erasures"

    def has_work(self) -> bool:
        return Erasure.objects.claimable(timezone.now()).exists()

    def is_late(self) -> bool:
        return Erasure.objects.claimable(timezone.now() - LATE_AFTER).exists()

    def work(self) -> None:
        run_due_erasures()
