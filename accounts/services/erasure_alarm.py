"""Tells operators of erasures that may miss their deadline."""

import logging

from django.conf import settings
from django.core.mail import EmailMessage
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone

from accounts.erasure import Erasure
from accounts.models import Account
from accounts.services.outgoing_mail import enqueue_mail

log = logging.getLogger(__name__)


def raise_alarms() -> None:
    """Logs each erasure that is not complete after twenty hours, and mails every operator of it, once."""
    now = timezone.now()
    for erasure in Erasure.objects.late(now).filter(alarmed_at=None):
        if Erasure.objects.filter(pk=erasure.pk, alarmed_at=None).update(alarmed_at=now):
            log.error("erasure %s has to be complete by %s and is not: %s", erasure, erasure.deadline, erasure.error)
            _mail_operators(erasure)


def _mail_operators(erasure: Erasure) -> None:
    if not settings.MAIL:
        return
    address = f"{settings.BASE_ORIGIN}{reverse('admin:accounts_erasure_change', args=[erasure.pk])}"
    body = render_to_string("account/email/erasure_alarm.txt", {"erasure": erasure, "address": address})
    for email in Account.objects.filter(is_operator=True, is_active=True).values_list("email", flat=True):
        enqueue_mail(EmailMessage("An erasure on your tracekit is late", body, to=[email]))
