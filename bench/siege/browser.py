"""Sends requests from an address of this machine, as a browser of one account does."""

from typing import Any

import requests
from requests.adapters import HTTPAdapter

from bench.siege.installs import PASSWORD, AttackedInstall


class AddressAdapter(HTTPAdapter):
    """Opens connections from one address of this machine."""

    def __init__(self, address: str) -> None:
        self.address = address
        super().__init__(pool_maxsize=20)

    def init_poolmanager(self, *arguments: Any, **options: Any) -> None:
        """Gives every connection the address."""
        super().init_poolmanager(*arguments, source_address=(self.address, 0), **options)


class AccountBrowser:
    """A browser keeps its cookies and sends the token that forms need."""

    def __init__(self, install: AttackedInstall, address: str, timeout_s: float = 30.0) -> None:
        self.install, self.timeout_s = install, timeout_s
        self.session = requests.Session()
        self.session.mount("http://", AddressAdapter(address))
        self.session.headers.update(install.headers(address))

    def get(self, path: str, **options: Any) -> requests.Response:
        """Opens a page."""
        return self.session.get(self.install.url + path, timeout=self.timeout_s, **options)

    def post(self, path: str, **options: Any) -> requests.Response:
        """Sends a form or JSON."""
        headers = {"X-CSRFToken": self._csrf_token(), "Referer": self.install.url}
        return self.session.post(self.install.url + path, headers=headers, timeout=self.timeout_s, **options)

    def sign_in(self, email: str, password: str = PASSWORD) -> requests.Response:
        """Signs in by the form."""
        self.get("/account/login/")
        return self.post("/account/login/", data={"login": email, "password": password})

    def _csrf_token(self) -> str:
        return next((cookie.value or "" for cookie in self.session.cookies if "csrf" in cookie.name), "")
