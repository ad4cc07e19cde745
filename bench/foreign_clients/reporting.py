"""Lets the script of a Python client report its calls; it runs in the client's environment and imports nothing else."""

import json
import sys
from collections.abc import Callable
from typing import Any

MAX_ERROR_LENGTH = 400


class Reporter:
    """Reads the settings of a script, and reports each call to whoever runs it."""

    def __init__(self) -> None:
        self.settings: dict[str, Any] = json.loads(sys.stdin.readline())

    def run(self, call: str, action: Callable[[], Any]) -> Any:
        """Reports what an action returns or raises; returns the value, None after an error."""
        report: dict[str, Any] = {"call": call}
        try:
            report["value"] = action()
        except Exception as error:
            text = " ".join(str(error).split())
            report["error"] = f"{type(error).__name__}: {text}"[:MAX_ERROR_LENGTH]
        print(json.dumps(report), flush=True)
        sys.stdin.readline()
        return report.get("value")
