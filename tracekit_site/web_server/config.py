"""Configures gunicorn: `--config python:tracekit_site.web_server.config`. The Procfile and `bin/up` add the rest."""

import os

from tracekit_site import settings  # it reads `.env` into the environment, too

_host = os.environ.get("HOST") or "0.0.0.0"  # noqa: S104 - what a container serves is published from outside
bind = f"[{_host}]:{settings.PORT}" if ":" in _host else f"{_host}:{settings.PORT}"
worker_class = "tracekit_site.web_server.worker.BufferingWorker"
sendfile = False  # a file, too, is sent by the main loop
