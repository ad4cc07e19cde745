"""Serves no page before accounts that a restored backup has brought back are erased again."""

import logging
import threading
from collections.abc import Callable
from contextlib import suppress

from django.conf import settings
from django.db import DatabaseError, InterfaceError, connection
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string

from activities.storage.storage_errors import StorageUnavailable
from tracekit_site.services.erasure_ledger import erase_restored_accounts
from tracekit_site.views.errors import RETRY_AFTER_S

GetResponse = Callable[[HttpRequest], HttpResponse]

log = logging.getLogger(__name__)


class LedgerGate:
    """Is closed when a web process starts, until the ledger of erasures was compared with the database."""

    def __init__(self) -> None:
        self.is_open = True
        self._lock = threading.Lock()

    def close_and_open(self) -> None:
        """Compares at the start of a web process; where something does not answer, the first requests try again.

        Raises StorageUnavailable when hosted: nothing is served there without the ledger.
        """
        self.is_open = False
        try:
            self._open()
        except (DatabaseError, InterfaceError) as error:
            log.warning("The database does not answer (%s). No page is served.", type(error).__name__)
        except StorageUnavailable:
            if settings.HOSTED:
                raise
        finally:
            connection.close()

    def try_to_open(self) -> bool:
        """Returns whether it is open now."""
        with self._lock, suppress(DatabaseError, InterfaceError, StorageUnavailable):
            self._open()
        return self.is_open

    def _open(self) -> None:
        if not self.is_open:
            erase_restored_accounts()
            self.is_open = True


LEDGER_GATE = LedgerGate()
"""The process has this one gate; only web processes close it."""


def erase_before_pages(get_response: GetResponse) -> GetResponse:
    """Answers 503 instead of any page while the gate cannot be opened; other errors are answered as they are."""

    def middleware(request: HttpRequest) -> HttpResponse:
        is_open = LEDGER_GATE.is_open or LEDGER_GATE.try_to_open()
        response = get_response(request)
        if is_open or response.status_code >= 400:
            return response
        return HttpResponse(render_to_string("503.html"), status=503, headers={"Retry-After": RETRY_AFTER_S})

    return middleware
