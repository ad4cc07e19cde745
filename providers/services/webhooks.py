"""Subscribes to the events of platforms, and says where they are to be sent."""

from importlib import import_module

from django.conf import settings
from django.urls import reverse
from django.utils.crypto import salted_hmac

from providers.contract import Platform
from providers.credentials import Registration
from providers.models import WebhookSubscription
from providers.registry import PLATFORMS
from providers.webhook_events import Subscription, Webhook


def _load_webhook(platform: Platform) -> Webhook:
    """Returns the webhook that lies beside the platform's class, so that a list of platforms loads none."""
    webhook: Webhook = import_module(f"{type(platform).__module__.rpartition('.')[0]}.webhook").WEBHOOK
    return webhook


WEBHOOKS = {name: _load_webhook(platform) for name, platform in PLATFORMS.items() if platform.sends_events}
"""Maps the names of platforms that tell of changes by themselves to their webhooks."""


def webhook_of(provider: str) -> Webhook | None:
    """Returns the platform's webhook; None for an unknown platform, and for one that sends no events."""
    return WEBHOOKS.get(provider)


def callback_url(provider: str) -> str:
    """Returns the public address that takes the platform's events."""
    return f"{settings.BASE_ORIGIN}{reverse('webhook', args=[provider])}"


def verify_token(provider: str) -> str:
    """Returns the token by which our address knows that we have subscribed: it follows from the secret key."""
    return salted_hmac("providers.webhook", provider, algorithm="sha256").hexdigest()[:40]


def subscribe(provider: str, webhook: Webhook, registration: Registration) -> Subscription:
    """Subscribes and stores the subscription, whose events alone are believed from then on. Raises ProviderError."""
    subscription = webhook.subscribe(registration, callback_url(provider), verify_token(provider))
    store_subscription(registration, subscription)
    return subscription


def unsubscribe(webhook: Webhook, registration: Registration, subscription_id: str) -> None:
    """Ends a subscription. Raises ProviderError."""
    webhook.unsubscribe(registration, subscription_id)
    stored = WebhookSubscription.objects.filter(registration_name=registration.name, subscription_id=subscription_id)
    stored.delete()


def store_subscription(registration: Registration, subscription: Subscription) -> None:
    """Stores a subscription of the registration in place of the last one."""
    values = {"subscription_id": subscription.id, "callback_url": subscription.callback_url}
    WebhookSubscription.objects.update_or_create(registration_name=registration.name, defaults=values)
