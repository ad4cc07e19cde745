"""Opens pages and sends forms over real HTTP, as a person's browser does."""

import json
import re
from typing import Any

import requests
from cryptography.hazmat.primitives.asymmetric.ec import SECP256R1, derive_private_key

from tests.accounts.soft_passkey import SoftPasskey
from tests.upgrade.install import PASSWORD

LINUX = "Mozilla/5.0 (X11; Linux x86_64; rv:131.0) Gecko/20100101 Firefox/131.0"


class Browser(requests.Session):
    """A browser sends forms as pages do, with the token against forgery, and follows no redirect by itself."""

    def __init__(self, address: str, session: str = "") -> None:
        super().__init__()
        self.address = address
        self.headers["User-Agent"] = LINUX
        if session:
            self.cookies.set("sessionid", session, domain="localhost.local")

    def open(self, path: str, **options: Any) -> requests.Response:
        """Returns the answer to a GET."""
        return self.get(self.address + path, allow_redirects=False, timeout=60, **options)

    def submit(self, path: str, **fields: Any) -> requests.Response:
        """Returns the answer to a form."""
        for page in ("/account/login/", "/settings/profile/"):
            if "csrftoken" not in self.cookies:
                self.open(page)
        headers = {"X-CSRFToken": self.cookies["csrftoken"]}
        return self.post(self.address + path, data=fields, headers=headers, allow_redirects=False, timeout=60)

    def text(self, path: str) -> str:
        """Returns the words of a page that must open."""
        response = self.open(path)
        assert response.status_code == 200, (path, response.status_code, response.headers.get("Location"))
        return " ".join(re.sub(r"<[^>]+>", " ", response.text).split())

    def is_signed_in(self) -> bool:
        """Returns whether a page opens that needs somebody signed in."""
        return self.open("/settings/profile/").status_code == 200

    def sign_in(self, email: str, code: str = "", password: str = PASSWORD) -> None:
        """Signs in with the password, and with a code where one is given and asked for."""
        response = self.submit("/account/login/", login=email, password=password)
        assert response.status_code == 302, response.text
        if code:
            assert response.headers["Location"] == "/account/2fa/"
            self.submit("/account/2fa/", code=code)

    def sign_in_with_passkey(self, known: dict[str, str]) -> None:
        """Signs in with nothing but the passkey of a dump."""
        passkey = SoftPasskey(
            origin=known["origin"],
            id=bytes.fromhex(known["id"]),
            key=derive_private_key(int(known["private_value"], 16), SECP256R1()),
            owner=known["owner"],
        )
        options = self.open("/account/2fa/passkey/", headers={"Accept": "application/json"}).json()["request_options"]
        self.submit("/account/2fa/passkey/", credential=json.dumps(passkey.get(options)))
