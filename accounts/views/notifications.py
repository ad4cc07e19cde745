"""Shows notifications, marks them as read, and asks whether they go by mail."""

from allauth.account.adapter import get_adapter
from allauth.account.models import EmailAddress
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from accounts.forms.notifications import EmailNotificationsForm
from accounts.http import SeeOther, SignedInRequest
from accounts.models import Account, Notification
from accounts.notification_kinds import NOTIFICATION_KINDS, describe_notification
from accounts.services.notifications import set_read

MAX_ID_DIGITS = 18
"""A longer number is no id, and no database takes it for one."""


@require_safe
@login_required
def notifications(request: SignedInRequest) -> HttpResponse:
    """Shows what is to know and to do now, the newest first: there is one of each kind for each provider."""
    stored = Notification.objects.filter(kind__in=NOTIFICATION_KINDS).order_by("-created_at")
    rows = [(row, describe_notification(row.pk, row.kind, row.provider)) for row in stored]
    unread_ids = [row.pk for row, _ in rows if row.read_at is None]
    return render(request, "accounts/notifications.html", {"rows": rows, "unread_ids": unread_ids})


@require_POST
@login_required
def read_notifications(request: SignedInRequest) -> HttpResponse:
    """Marks the posted notifications as read, and leads back to the page; htmx loads that anew."""
    posted = request.POST.getlist("notification")
    set_read(int(id) for id in posted if id.isascii() and id.isdecimal() and len(id) <= MAX_ID_DIGITS)
    if request.htmx:
        return HttpResponse(status=204, headers={"HX-Refresh": "true"})
    next_url = request.POST.get("next", "")
    return SeeOther(next_url if get_adapter().is_safe_url(next_url) else reverse("notifications"))


@login_required
def notification_settings(request: SignedInRequest) -> HttpResponse:
    """Shows and saves when notifications go by mail."""
    account = request.user
    initial = {"email_notifications": account.email_notifications}
    form = EmailNotificationsForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        Account.objects.filter(pk=account.pk).update(**form.cleaned_data)
        messages.success(request, f"Saved at {timezone.now().astimezone(account.zone):%H:%M}.", "notifications")
        return SeeOther(reverse("settings_notifications"))
    is_confirmed = EmailAddress.objects.filter(user=account, email=account.email, verified=True).exists()
    context = {"form": form, "has_mail": settings.MAIL, "is_confirmed": is_confirmed}
    return render(request, "accounts/notification_settings.html", context)
