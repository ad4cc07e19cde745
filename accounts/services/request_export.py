"""Mails an athlete who wrote in where to start an export."""

from django.conf import settings
from django.core.mail import EmailMessage
from django.template.loader import render_to_string
from django.urls import reverse

from accounts.models import Account
from accounts.services.outgoing_mail import enqueue_mail


def mail_export_link(account: Account) -> None:
    """Leaves a mail with the address of the export page to the outbox; it goes to the account's own address.

    The link holds no secret. Behind it the athlete signs in, and nothing is exported before they press the button.
    """
    context = {"link": f"{settings.BASE_ORIGIN}{reverse('export')}", "base_url": settings.BASE_URL}
    body = render_to_string("account/email/export.txt", context)
    enqueue_mail(EmailMessage("Your tracekit export", body, to=[account.email]))
