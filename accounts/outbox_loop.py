"""Delivers the outbox in a thread of each worker, and in web processes while no worker does."""

from django.utils import timezone

from accounts.background_loop import BackgroundLoop
from accounts.outbox import OutboxEntry
from accounts.services.outbox import LATE_AFTER, deliver_outbox


class OutboxLoop(BackgroundLoop):
    """Delivers the outbox of the install: no job and no request waits for it."""

    name = "outbox"

    def has_work(self) -> bool:
        return OutboxEntry.objects.exists()

    def is_late(self) -> bool:
        return OutboxEntry.objects.filter(due_at__lt=timezone.now() - LATE_AFTER, lease_until=None).exists()

    def work(self) -> None:
        deliver_outbox()
