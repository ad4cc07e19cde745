"""Times the way from a click on "Try the demo athlete" to the year calendar, on a tracekit as bin/up starts it.

    python -m bench.demo [TIMES]

It prints the seconds of each time, the part of ten seconds that it took, and how many activities and files were in.
"""

import os
import re
import sys
import tempfile
import time
from pathlib import Path

import requests

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.settings")

PROMISED_S = 10.0
POLL_INTERVAL_S = 0.2


def main() -> None:
    """Starts tracekit and lets one visitor after the other try the demo."""
    from tests.commands.running_install import run_install

    times = int(sys.argv[1]) if len(sys.argv) > 1 else 3
    with tempfile.TemporaryDirectory() as folder, run_install(Path(folder)) as up:
        for _ in range(times):
            seconds, summary = try_demo(up.address)
            print(f"{seconds:.1f} s, {seconds / PROMISED_S:.0%} of what is promised: {summary}")


def try_demo(address: str) -> tuple[float, str]:
    """Returns the seconds until the calendar, and what the calendar says of the newest year."""
    with requests.Session() as visitor:
        page = visitor.get(address).text
        token = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', page)
        start = time.monotonic()
        visitor.post(f"{address}/demo/start/", data={"csrfmiddlewaretoken": token[1] if token else ""})
        while True:
            response = visitor.get(f"{address}/demo/")
            if "/calendar/" in response.url:
                return time.monotonic() - start, _lead(response.text)
            time.sleep(POLL_INTERVAL_S)


def _lead(page: str) -> str:
    paragraph = re.search(r'<p class="lead">(.*?)</p>', page, re.DOTALL)
    return re.sub(r"<[^>]+>|\s+", " ", paragraph[1]).strip() if paragraph else ""


if __name__ == "__main__":
    import django

    django.setup()
    main()
