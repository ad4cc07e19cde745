"""Getting in as a person does: what is typed where, and what the mails and pages say to it."""

import re
from typing import Any

from django.core import mail
from django.test import Client

from tests.accounts.one_time_codes import app_code
from tests.factories import PASSWORD
from tests.markup import compact

CODE = re.compile(r"^    ([A-Z]{4}-[A-Z]{4})$", re.MULTILINE)
NEW_PASSWORD = "three or four words"


def newest_code(to: str) -> str:
    """The code in the newest mail, which must be to that address."""
    newest = mail.outbox[-1]
    assert newest.to == [to]
    found = CODE.findall(newest.body)
    assert len(found) == 1, newest.body
    return str(found[0])


def page_text(answer: Any) -> str:
    """The page, as text."""
    return compact(answer.content.decode())


def is_signed_in(client: Client) -> bool:
    return client.get("/settings/profile/").status_code == 200


def sign_in(client: Client, email: str, password: str = PASSWORD, **form: str) -> Any:
    return client.post("/account/login/", {"login": email, "password": password, **form})


def sign_up(client: Client, email: str = "new@example.org", password: str = NEW_PASSWORD) -> Any:
    return client.post("/account/signup/", {"email": email, "password1": password, "time_zone": "Europe/Vienna"})


def reauthenticate(client: Client) -> None:
    """The password once more, so that the pages about second factors open."""
    assert client.post("/account/reauthenticate/", {"password": PASSWORD}).status_code == 302


def activate_app(client: Client) -> tuple[str, list[str]]:
    """Turns the app on in a browser that is signed in: the app's key, and the recovery codes shown."""
    reauthenticate(client)
    key = client.get("/account/2fa/app/on/").context["form"].secret
    answer = client.post("/account/2fa/app/on/", {"code": app_code(key)})
    assert answer["Location"] == "/account/2fa/recovery-codes/", page_text(answer)
    return key, client.get(answer["Location"]).context["unused_codes"]


def enter_second_factor(client: Client, code: str) -> Any:
    """The second step of signing in as Alice."""
    assert sign_in(client, "alice@example.org")["Location"] == "/account/2fa/"
    return client.post("/account/2fa/", {"code": code})
