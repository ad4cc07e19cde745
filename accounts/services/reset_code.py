"""Sends the code that replaces a forgotten password, to addresses of an account."""

from typing import Any

from allauth.account.adapter import get_adapter

from accounts.allauth_internals import find_account_to_reset
from accounts.mail import probe_recipient, send_mail
from accounts.outbox import outbox_kind
from accounts.services.outbox import add_to_outbox
from accounts.services.outgoing_mail import CODE_LIFETIME, RESET_CODE
from accounts.services.transmissions import count_mail


def enqueue_reset_code(email: str, code: str) -> None:
    """Leaves the code to the outbox, whether an account has the address or not: both look and take the same."""
    add_to_outbox(RESET_CODE, {"email": email, "code": code})


@outbox_kind(RESET_CODE, may_repeat=False, lifetime=CODE_LIFETIME)
def _deliver_reset_code(content: dict[str, Any]) -> None:
    """Sends the mail. For an address of no account the mail server is asked all the same, and fails alike."""
    if find_account_to_reset(content["email"]) is None:
        probe_recipient(content["email"])
        return
    context = {"code": content["code"]}
    send_mail(get_adapter().render_code_mail("account/email/password_reset_code", content["email"], context))
    count_mail(content["email"], RESET_CODE)
