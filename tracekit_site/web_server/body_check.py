"""Asks the application whether it takes a large body, before any of it is buffered."""

from typing import Any

from django.db import close_old_connections
from django.utils.module_loading import import_string
from gunicorn.http import wsgi
from gunicorn.http.message import Request
from gunicorn.http.unreader import IterUnreader

from tracekit_site.web_server.connection import ClientConnection


def check_body(accepts_body: str, cfg: Any, connection: ClientConnection) -> bool:
    """Returns what the function of this name says about a request, of which it sees the head. A thread calls this."""
    request = Request(cfg, IterUnreader((connection.request.head,)), connection.client)
    _, environ = wsgi.create(request, connection.sock, connection.client, connection.server, cfg)
    close_old_connections()
    try:
        return bool(import_string(accepts_body)(environ))
    finally:
        close_old_connections()
