"""Uses a running tracekit without scripts: forms, links and files."""

import re
from html import unescape

import requests

from tests.commands.running_install import RunningInstall
from tests.markup import visible_text
from tests.waiting import TIMEOUT_S

EMAIL, PASSWORD = "mara@example.org", "three passes before lunch"


class FormClient:
    """Represents a browser without scripts, signed in to the first account, which it has created."""

    def __init__(self, install: RunningInstall) -> None:
        self.address, self.session = install.address, requests.Session()
        self.post(install.link.removeprefix(install.address), email=EMAIL, password=PASSWORD)

    def close(self) -> None:
        """Closes the session."""
        self.session.close()

    def get(self, path: str) -> requests.Response:
        """Returns the response to a GET, whatever its status."""
        return self.session.get(self.address + path, timeout=TIMEOUT_S)

    def text(self, path: str = "/files/") -> str:
        """Returns the text of a page without markup."""
        return visible_text(self.get(path).text)

    def post(self, path: str, **fields: str) -> requests.Response:
        """Submits the form of a page with these fields."""
        return self.session.post(self.address + path, data=fields | self._csrf_field(path), timeout=TIMEOUT_S)

    def upload(self, *files: tuple[str, bytes]) -> requests.Response:
        """Uploads files with the form of the files page."""
        fields = [("files", file) for file in files]
        url, data = self.address + "/files/", self._csrf_field("/files/")
        return self.session.post(url, data=data, files=fields, timeout=TIMEOUT_S)

    def files(self) -> dict[str, str]:
        """Returns the path of each file on the first page of the list, by name."""
        links = re.findall(r'href="(/files/[0-9a-f-]{36}/)"[^>]*>([^<]+)<', self.get("/files/").text)
        return {unescape(name).strip(): path for path, name in links}

    def _csrf_field(self, path: str) -> dict[str, str]:
        page = self.get(path).text
        match = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', page)
        assert match, page
        return {"csrfmiddlewaretoken": match[1]}
