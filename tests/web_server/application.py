"""Answers by plain WSGI, so that what the server does is seen without tracekit's pages."""

import os
import threading
from collections.abc import Callable, Iterable
from typing import Any

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tracekit_site.settings")

LARGE_SIZE = 20_000_000
_may_answer = threading.Event()


def application(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
    """Answers with the size of the body; `/large` with many bytes, and `/wait` when somebody has asked for `/go`."""
    path = environ["PATH_INFO"]
    if path == "/wait":
        _may_answer.wait()
    if path == "/go":
        _may_answer.set()
    body = environ["wsgi.input"].read(int(environ.get("CONTENT_LENGTH") or 0))
    is_large = path == "/large"
    response = b"x" * 1_000_000 if is_large else str(len(body)).encode()
    length = LARGE_SIZE if is_large else len(response)
    start_response("200 OK", [("Content-Length", str(length)), ("X-Scheme", environ["wsgi.url_scheme"])])
    return [response] * 20 if is_large else [response]


def accepts_body(environ: dict[str, Any]) -> bool:
    """Accepts a large body at one address alone."""
    return bool(environ["PATH_INFO"] == "/upload")
