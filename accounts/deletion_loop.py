"""Runs the jobs that delete in web processes while no worker does: a deletion depends on no worker."""

from django.utils import timezone

from accounts.background_loop import BackgroundLoop
from accounts.jobs.kinds import deleting_kinds
from accounts.jobs.models import Worker
from accounts.jobs.services.run import run_next
from accounts.models import Account


class DeletionLoop(BackgroundLoop):
    """Runs jobs that delete files, uploads and disconnected platforms; workers run them as any other job."""

    name = "deletions"

    def has_work(self) -> bool:
        """Returns whether no worker is alive and something is being deleted: at most two queries."""
        is_alone = not Worker.objects.alive(timezone.now()).exists()
        return is_alone and Account.objects.exclude(being_deleted="").exists()

    def is_late(self) -> bool:
        return False

    def work(self) -> None:
        while run_next(None, deleting_kinds()):
            pass
