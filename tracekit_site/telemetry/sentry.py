"""Sends error reports to Sentry when SENTRY_DSN is set; this module is imported only then.

The SDK instruments nothing: it is given log records, and passes on what `events` builds from them. Every other way out
of it is closed: its default integrations, metrics, logs, sessions, profiles, breadcrumbs, client reports, attachments
and trace headers are off, and the transport drops every item that is not an event.
"""

import logging
import random

import sentry_sdk
from django.conf import settings
from sentry_sdk.envelope import Envelope
from sentry_sdk.integrations.atexit import AtexitIntegration
from sentry_sdk.integrations.excepthook import ExcepthookIntegration
from sentry_sdk.integrations.threading import ThreadingIntegration
from sentry_sdk.transport import HttpTransport
from sentry_sdk.utils import BadDsn

from tracekit_site import VERSION
from tracekit_site.telemetry.events import build_error_event, build_transaction
from tracekit_site.telemetry.fields import install_name
from tracekit_site.wrong_settings import WrongSettings

TIMED_LOGGERS = ("tracekit.requests", "tracekit.jobs")
"""These loggers write a line for each request and each step of a job."""

LOGGERS = ("", "gunicorn.error", *TIMED_LOGGERS)
"""Reports come from these loggers; gunicorn's passes nothing on to the root logger."""

INTERNAL_LOGGERS = ("sentry_sdk.errors", "urllib3")
"""These loggers tell about sending itself; a report about them would be sent, too, and fail, too."""


class EventTransport(HttpTransport):
    """Sends events, and transactions where they are enabled, and drops every other kind of item."""

    def capture_envelope(self, envelope: Envelope) -> None:
        """Sends what may be sent of an envelope; of its headers, the id alone."""
        kinds = ("event", "transaction") if settings.SENTRY_TRACES_SAMPLE_RATE else ("event",)
        headers = {name: envelope.headers[name] for name in ("event_id",) if name in envelope.headers}
        allowed = Envelope(headers, [item for item in envelope.items if item.type in kinds])
        if allowed.items:
            super().capture_envelope(allowed)


class SentryHandler(logging.Handler):
    """Reports errors, and a share of the requests and job steps, to Sentry."""

    def emit(self, record: logging.LogRecord) -> None:
        """Passes the record on to the SDK, which calls `events` and sends in a thread of its own."""
        if record.name.startswith(INTERNAL_LOGGERS):
            return
        if record.levelno >= logging.ERROR:
            sentry_sdk.capture_event({}, {"log_record": record})
        elif record.name in TIMED_LOGGERS and random.random() < settings.SENTRY_TRACES_SAMPLE_RATE:  # noqa: S311
            sentry_sdk.capture_event({"type": "transaction"}, {"log_record": record})


def start_sentry() -> None:
    """Connects the log of this process to Sentry. Raises WrongSettings for a SENTRY_DSN that is none."""
    try:
        sentry_sdk.init(
            dsn=settings.SENTRY_DSN,
            transport=EventTransport,
            release=VERSION,  # else the SDK would ask git
            environment="hosted" if settings.HOSTED else "self-hosted",
            server_name=install_name(),  # else the name of the machine
            before_send=build_error_event,
            before_send_transaction=build_transaction,
            before_send_log=lambda log, hint: None,
            before_send_metric=lambda metric, hint: None,
            before_breadcrumb=lambda breadcrumb, hint: None,
            max_breadcrumbs=0,
            default_integrations=False,
            auto_enabling_integrations=False,
            integrations=[
                AtexitIntegration(callback=lambda pending, timeout: None),
                ExcepthookIntegration(),
                ThreadingIntegration(propagate_scope=False),
            ],
            include_local_variables=False,
            include_source_context=False,
            max_request_body_size="never",
            enable_logs=False,
            enable_metrics=False,
            auto_session_tracking=False,
            send_client_reports=False,
            enable_backpressure_handling=False,
            propagate_traces=False,
            trace_propagation_targets=[],
            spotlight=False,
            debug=False,
        )
    except BadDsn:
        raise WrongSettings("SENTRY_DSN is not the address of a Sentry project, as in https://key@host/1.") from None
    handler = SentryHandler()
    for name in LOGGERS:
        logging.getLogger(name).addHandler(handler)
