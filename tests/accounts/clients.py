"""Signs in as a person does: fills in the forms, and reads the mails and pages."""

import re
from typing import Any

from django.core import mail
from django.core.mail import EmailMessage
from django.test import Client

from accounts.services.outbox import deliver_outbox
from tests.accounts.one_time_codes import app_code
from tests.factories import PASSWORD
from tests.markup import compact

CODE = re.compile(r"^    ([A-Z]{4}-[A-Z]{4})$", re.MULTILINE)
NEW_PASSWORD = "three or four words"
LOGIN, SECOND_FACTOR = "/account/login/", "/account/2fa/"


def sent_mails() -> list[EmailMessage]:
    """Delivers the outbox, and returns the mails that were sent."""
    deliver_outbox()
    sent: list[EmailMessage] = mail.outbox
    return sent


def newest_code(to: str) -> str:
    """Returns the code in the newest mail, which must be addressed to `to`."""
    newest = sent_mails()[-1]
    assert newest.to == [to]
    (code,) = CODE.findall(str(newest.body))
    return str(code)


def page_text(response: Any) -> str:
    """Returns the page of a response, without the spaces between its elements."""
    return compact(response.content.decode())


def is_signed_in(client: Client) -> bool:
    return client.get("/settings/profile/").status_code == 200


def sign_in(client: Client, email: str, password: str = PASSWORD, **form: str) -> Any:
    return client.post(LOGIN, {"login": email, "password": password, **form})


def sign_up(client: Client, email: str = "new@example.org", password: str = NEW_PASSWORD, **form: str) -> Any:
    return client.post(
        "/account/signup/", {"email": email, "password1": password, "time_zone": "Europe/Vienna", **form}
    )


def reauthenticate(client: Client) -> None:
    """Enters the password again, so that the pages about second factors open."""
    assert client.post("/account/reauthenticate/", {"password": PASSWORD}).status_code == 302


def activate_app(client: Client) -> tuple[str, list[str]]:
    """Turns on an app in a signed-in browser, and returns the app's key and the recovery codes."""
    reauthenticate(client)
    key = client.get("/account/2fa/app/on/").context["form"].secret
    response = client.post("/account/2fa/app/on/", {"code": app_code(key)})
    assert response["Location"] == "/account/2fa/recovery-codes/", page_text(response)
    return key, client.get(response["Location"]).context["unused_codes"]


def enter_second_factor(client: Client, code: str) -> Any:
    """Signs in as Alice with password and code."""
    assert sign_in(client, "alice@example.org")["Location"] == SECOND_FACTOR
    return client.post(SECOND_FACTOR, {"code": code})
