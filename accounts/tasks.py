"""Registers the background work of the accounts by importing it, and two threads of each worker."""

from accounts.data_version import merge_data_versions
from accounts.erasure_loop import ErasureLoop
from accounts.jobs.kinds import WORKER_THREADS
from accounts.outbox_loop import OutboxLoop
from accounts.services import erase_rows, outgoing_mail, reset_code
from accounts.services.expire import delete_expired
from accounts.services.notice import send_notice
from accounts.services.notification_mail import schedule_notification_mails, send_notifications
from accounts.services.report_burst import report_burst
from accounts.services.run_erasures import run_due_erasures

__all__ = [
    "delete_expired",
    "erase_rows",
    "merge_data_versions",
    "outgoing_mail",
    "reset_code",
    "report_burst",
    "run_due_erasures",
    "schedule_notification_mails",
    "send_notice",
    "send_notifications",
]

WORKER_THREADS.extend((OutboxLoop(is_worker=True), ErasureLoop(is_worker=True)))
