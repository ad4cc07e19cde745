"""From a click on "Try the demo athlete" to the year calendar, on a tracekit that was just started as bin/up starts it.

    python -m bench.demo [TIMES]

Prints the seconds of each time, how many activities and files were in, and the part of ten seconds that it took.
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
LOOK_S = 0.2


def main() -> None:
    """Each time another visitor, one after the other."""
    from tests.commands.running import running

    times = int(sys.argv[1]) if len(sys.argv) > 1 else 3
    with tempfile.TemporaryDirectory() as folder, running(Path(folder)) as up:
        for _ in range(times):
            seconds, said = demo(up.address)
            print(f"{seconds:.1f} s, {seconds / PROMISED_S:.0%} of what is promised: {said}")


def demo(address: str) -> tuple[float, str]:
    """Seconds, and what the calendar says of the newest year."""
    with requests.Session() as visitor:
        page = visitor.get(address).text
        token = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', page)
        begun = time.monotonic()
        visitor.post(f"{address}/demo/start/", data={"csrfmiddlewaretoken": token[1] if token else ""})
        while True:
            look = visitor.get(f"{address}/demo/")
            if "/calendar/" in look.url:
                return time.monotonic() - begun, _lead(look.text)
            time.sleep(LOOK_S)


def _lead(page: str) -> str:
    found = re.search(r'<p class="lead">(.*?)</p>', page, re.DOTALL)
    return re.sub(r"<[^>]+>|\s+", " ", found[1]).strip() if found else ""


if __name__ == "__main__":
    import django

    django.setup()
    main()
