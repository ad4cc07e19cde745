"""Provides the application of the web process: `gunicorn tracekit_site.wsgi`."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tracekit_site.settings")
application = get_wsgi_application()

# These modules need the applications.
from accounts.deletion_loop import DeletionLoop  # noqa: E402
from accounts.erasure_loop import ErasureLoop  # noqa: E402
from accounts.outbox_loop import OutboxLoop  # noqa: E402
from tracekit_site.ledger_gate import LEDGER_GATE  # noqa: E402

LEDGER_GATE.close_and_open()
OutboxLoop(is_worker=False).start()
ErasureLoop(is_worker=False).start()
DeletionLoop(is_worker=False).start()
