"""Mails operators."""

from typing import Any

from django.conf import settings
from django.core.mail import EmailMessage
from django.template.loader import render_to_string

from accounts.models import Account
from accounts.services.outgoing_mail import enqueue_mail


def mail_operators(subject: str, template: str, context: dict[str, Any]) -> None:
    """Leaves a mail to every operator to the outbox; does nothing without mail."""
    if not settings.MAIL:
        return
    body = render_to_string(template, context)
    for email in Account.objects.filter(is_operator=True, is_active=True).values_list("email", flat=True):
        enqueue_mail(EmailMessage(subject, body, to=[email]))
