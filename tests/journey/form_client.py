"""Somebody who uses a running tracekit without script: forms, links, files."""

import re
from html import unescape

import requests

from tests.commands.running_install import RunningInstall
from tests.files_pages.sent import plain
from tests.waiting import TIMEOUT_S

EMAIL, PASSWORD = "mara@example.org", "three passes before lunch"


class FormClient:
    """Has made the first account."""

    def __init__(self, up: RunningInstall) -> None:
        self.at, self.http = up.address, requests.Session()
        self.post(up.link.removeprefix(up.address), email=EMAIL, password=PASSWORD)

    def close(self) -> None:
        """Closes the browser."""
        self.http.close()

    def get(self, path: str) -> requests.Response:
        """A page, whatever its status."""
        return self.http.get(self.at + path, timeout=TIMEOUT_S)

    def words(self, path: str = "/files/") -> str:
        """The words of a page."""
        return plain(self.get(path).text)

    def post(self, path: str, **fields: str) -> requests.Response:
        """Fills the form of a page and sends it."""
        return self.http.post(self.at + path, data=fields | self._token(path), timeout=TIMEOUT_S)

    def send(self, *files: tuple[str, bytes]) -> requests.Response:
        """Sends files by the form of the files page."""
        named = [("files", file) for file in files]
        return self.http.post(self.at + "/files/", data=self._token("/files/"), files=named, timeout=TIMEOUT_S)

    def files(self) -> dict[str, str]:
        """The path of each file on the first page of the list, by its name."""
        listed = re.findall(r'href="(/files/[0-9a-f-]{36}/)"[^>]*>([^<]+)<', self.get("/files/").text)
        return {unescape(name).strip(): path for path, name in listed}

    def _token(self, path: str) -> dict[str, str]:
        page = self.get(path).text
        found = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', page)
        assert found, page
        return {"csrfmiddlewaretoken": found[1]}
