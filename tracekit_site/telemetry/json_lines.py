"""Writes log records as JSON, one object a line: LOG_FORMAT=json."""

import json
import logging
from datetime import UTC, datetime

from tracekit_site import VERSION
from tracekit_site.logs import RedactingFormatter
from tracekit_site.telemetry.fields import fields_of, install_name


class JSONFormatter(RedactingFormatter):
    """Writes what the plain format writes, and the allowed fields; tracebacks hold no messages there either."""

    def format(self, record: logging.LogRecord) -> str:
        """Returns the line."""
        line = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname,
            "logger": record.name,
            "message": record.getMessage(),
            "install": install_name(),
            "release": VERSION,
        }
        if record.exc_info:
            line["traceback"] = self.formatException(record.exc_info)
        return json.dumps(line | fields_of(record), ensure_ascii=False)
