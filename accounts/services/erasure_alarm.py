"""Tells operators of erasures that may miss their deadline."""

import logging

from django.conf import settings
from django.urls import reverse
from django.utils import timezone

from accounts.erasure import Erasure
from accounts.services.operator_mail import mail_operators

log = logging.getLogger(__name__)


def raise_alarms() -> None:
    """Logs each erasure that is not complete after twenty hours, and mails every operator of it, once."""
    now = timezone.now()
    for erasure in Erasure.objects.late(now).filter(alarmed_at=None):
        if Erasure.objects.filter(pk=erasure.pk, alarmed_at=None).update(alarmed_at=now):
            log.error("erasure %s has to be complete by %s and is not: %s", erasure, erasure.deadline, erasure.error)
            address = f"{settings.BASE_ORIGIN}{reverse('admin:accounts_erasure_change', args=[erasure.pk])}"
            context = {"erasure": erasure, "address": address}
            mail_operators("An erasure on your tracekit is late", "account/email/erasure_alarm.txt", context)
