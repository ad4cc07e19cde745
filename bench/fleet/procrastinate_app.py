"""Defines the task of procrastinate that job rows are compared with: it does nothing."""

import os

from procrastinate import App, PsycopgConnector

app = App(connector=PsycopgConnector(conninfo=os.environ.get("DATABASE_URL", "")))


@app.task(name="procrastinate.do_nothing")
def do_nothing(number: int) -> None:
    """Does no work at all."""
