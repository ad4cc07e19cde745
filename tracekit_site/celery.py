"""The fleet: Celery on Redis carries bells, `accounts.jobs` does the work.

One worker is one process (`--pool solo`): its pulse, its row and its slices live and die together, and a fleet grows
by starting more of them.  Queues are the lanes, asked in their order; they are bound to no exchange, so that a flushed
Redis routes the next bell as before.  Redis is never waited for longer than half a second.
"""

import os
import sys
from typing import Any

from celery import Celery
from celery.signals import setup_logging, task_prerun, worker_ready, worker_shutdown
from django.conf import settings
from django.db import close_old_connections
from kombu import Exchange, Queue

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tracekit_site.settings")

TICK_S = 10.0
VISIBILITY_S = 900
"""After how long Redis gives out again what a dead worker took. The row then says whether it is still to be done."""

LANES = ("click", "webhook", "daily", "backfill")

app = Celery("tracekit", set_as_current=True)
app.conf.update(
    broker_url=settings.REDIS_URL,
    broker_transport_options={
        **settings.REDIS_TIMEOUTS,
        "max_retries": 0,
        "visibility_timeout": VISIBILITY_S,
        "global_keyprefix": settings.REDIS_PREFIX,
        "queue_order_strategy": "priority",
    },
    broker_connection_retry_on_startup=True,
    broker_connection_max_retries=None,
    task_queues=[Queue(lane, Exchange(""), routing_key=lane) for lane in LANES],
    task_default_queue=LANES[0],
    task_create_missing_queues=False,
    task_acks_late=True,
    task_ignore_result=True,
    task_serializer="json",
    accept_content=["json"],
    worker_prefetch_multiplier=1,
    worker_enable_remote_control=False,
    worker_hijack_root_logger=False,
    worker_redirect_stdouts=False,
    beat_schedule={"run_due_tasks": {"task": "jobs.run_due_tasks", "schedule": TICK_S, "options": {"expires": TICK_S}}},
    timezone="UTC",
    CELERY_DB_REUSE_MAX=sys.maxsize,  # Celery's own rule is a new connection to the database for every bell
)
app.autodiscover_tasks(["accounts.jobs"])
app.connection_for_write().transport  # noqa: B018  loaded now, and not by the first page that rings


@setup_logging.connect
def _log_as_django_does(**_: Any) -> None:
    """Celery sets up no logging of its own when somebody answers this."""


@task_prerun.connect
def _keep_the_connection(**_: Any) -> None:
    """The connection to the database stays for as long as the settings say and it works, as between requests."""
    close_old_connections()


@worker_ready.connect
def _begin_to_beat(**_: Any) -> None:
    from accounts.jobs.worker_health import WORKER_HEALTH

    WORKER_HEALTH.start()


@worker_shutdown.connect
def _say_goodbye(**_: Any) -> None:
    from accounts.jobs.worker_health import WORKER_HEALTH

    WORKER_HEALTH.stop()
