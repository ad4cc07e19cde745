"""Times the queries of one request."""

import time
from typing import Any


class QueryTimer:
    """A timer adds up the milliseconds of statements, waits for locks included; it wraps a connection's `execute`."""

    ms = 0.0

    def __call__(self, execute: Any, sql: str, params: Any, many: bool, context: dict[str, Any]) -> Any:
        start = time.perf_counter()
        try:
            return execute(sql, params, many, context)
        finally:
            self.ms += (time.perf_counter() - start) * 1000
