"""Configures the fleet: Celery on Redis carries the messages that wake workers, `accounts.jobs` does the work.

One worker is one process (`--pool solo`): its health, its row and its job steps start and end together, and a fleet
grows by starting more workers. The queues are the lanes, consumed in their order; they are bound to no exchange, so
that Redis routes messages correctly even after it was flushed. No call waits longer than half a second for Redis.
"""

import os
import ssl
import sys
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from celery import Celery
from celery.signals import setup_logging, task_prerun, worker_ready, worker_shutdown
from django.conf import settings
from django.db import close_old_connections
from kombu import Exchange, Queue

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tracekit_site.settings")

BEAT_INTERVAL_S = 10.0
VISIBILITY_TIMEOUT_S = 900
"""Redis redelivers the messages of a dead worker after this time. The row then decides whether work remains."""

LANES = ("click", "webhook", "daily", "backfill")


def tls_options(url: str) -> dict[str, Any] | None:
    """Returns the options of a broker that is reached by TLS, else None: Celery alone would take any certificate.

    `?ssl_ca_certs=FILE` in the address names the authorities that may have signed it.
    """
    parts = urlsplit(url)
    if parts.scheme != "rediss":
        return None
    own = {name: value for name, value in parse_qsl(parts.query) if name.startswith("ssl_")}
    return {"ssl_cert_reqs": ssl.CERT_REQUIRED} | own


app = Celery("tracekit", set_as_current=True)
app.conf.update(
    broker_url=settings.REDIS_URL,
    broker_use_ssl=tls_options(settings.REDIS_URL),
    broker_transport_options={
        **settings.REDIS_TIMEOUTS,
        "max_retries": 0,
        "visibility_timeout": VISIBILITY_TIMEOUT_S,
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
    beat_schedule={
        "run_due_tasks": {
            "task": "jobs.run_due_tasks",
            "schedule": BEAT_INTERVAL_S,
            "options": {"expires": BEAT_INTERVAL_S},
        }
    },
    timezone="UTC",
    CELERY_DB_REUSE_MAX=sys.maxsize,  # Celery itself would open a new connection to the database for every message
)
app.autodiscover_tasks(["accounts.jobs"])
app.connection_for_write().transport  # noqa: B018 - loaded now, not by the first page that sends a message


@setup_logging.connect
def _keep_django_logging(**_: Any) -> None:
    """Keeps Celery from configuring logging: it does not when this signal has a receiver."""


@task_prerun.connect
def _close_old_connections(**_: Any) -> None:
    """Closes a database connection that is broken or older than the settings allow, as between requests."""
    close_old_connections()


@worker_ready.connect
def _start_worker_health(**_: Any) -> None:
    from accounts.jobs.worker_health import WORKER_HEALTH

    WORKER_HEALTH.start()


@worker_shutdown.connect
def _stop_worker_health(**_: Any) -> None:
    from accounts.jobs.worker_health import WORKER_HEALTH

    WORKER_HEALTH.stop()
