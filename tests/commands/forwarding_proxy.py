"""Stands between a browser and tracekit as a proxy that ends HTTPS: it adds headers, and may change host and path."""

import re
import threading
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from http.client import HTTPConnection
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import requests

from tests.waiting import TIMEOUT_S

SOURCE_ADDRESS = "127.0.0.77"
"""The proxy connects from here: from 127.0.0.1 gunicorn would believe its headers, as those of no other machine."""
HOP_HEADERS = ("connection", "transfer-encoding", "date", "server")


@dataclass(frozen=True)
class ProxyOptions:
    """Says what the proxy does: the headers that it sets, and the path that it removes from the address."""

    headers: Mapping[str, str] = field(default_factory=dict)
    stripped_path: str = ""


@contextmanager
def run_proxy(port: int, options: ProxyOptions) -> Iterator[str]:
    """Yields the address of a proxy in front of a port of this machine."""

    class Handler(BaseHTTPRequestHandler):
        def forward(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
            path = self.path.removeprefix(options.stripped_path) or "/"
            source = (SOURCE_ADDRESS, 0)
            with closing(HTTPConnection("127.0.0.1", port, timeout=TIMEOUT_S, source_address=source)) as upstream:
                upstream.request(self.command, path, body, {**self.headers, **options.headers})
                response = upstream.getresponse()
                content = response.read()
                self.send_response_only(response.status)
                for name, value in response.getheaders():
                    if name.lower() not in HOP_HEADERS:
                        self.send_header(name, value)
                self.end_headers()
                self.wfile.write(content)

        do_GET = do_POST = forward  # noqa: N815

        def log_message(self, *_: object) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_port}"
        finally:
            server.shutdown()
            thread.join()


def send_sign_in_form(address: str, path: str, *, host: str, origin: str) -> requests.Response:
    """Loads the sign-in page and sends its form, as a browser that shows another host name and scheme."""
    headers = {"Host": host, "Origin": origin}
    page = requests.get(address + path, headers=headers, timeout=TIMEOUT_S)
    headers["Cookie"] = "; ".join(f"{cookie.name}={cookie.value}" for cookie in page.cookies)  # secure ones, too
    token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', page.text)
    form = {"csrfmiddlewaretoken": token[1] if token else "", "login": "a@example.org", "password": "long enough"}
    return requests.post(address + path, form, headers=headers, allow_redirects=False, timeout=TIMEOUT_S)
