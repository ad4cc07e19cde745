"""The command `webhooks` subscribes to the events of platforms, so that new activities arrive within seconds."""

from argparse import ArgumentParser
from collections.abc import Callable
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from accounts.command import printable_argument
from providers.credentials import Registration
from providers.errors import ProviderError
from providers.models import WebhookSubscription
from providers.registrations import registration_for
from providers.registry import PLATFORMS
from providers.services.webhooks import callback_url, store_subscription, subscribe, unsubscribe, webhook_of
from providers.web.pages.error_messages import error_message
from providers.webhook_events import Subscription, Webhook

ACTIONS = ("list", "subscribe", "unsubscribe")


class Command(BaseCommand):
    """Lists, makes or ends the subscriptions of this install."""

    help = "List the subscriptions to the events of connected services, subscribe, or unsubscribe."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Adds the action and the service."""
        parser.add_argument("action", nargs="?", default="list", choices=ACTIONS)
        parser.add_argument(
            "--provider", type=printable_argument, metavar="NAME", help="only this service, such as strava"
        )

    def handle(self, *args: Any, action: str = "list", provider: str | None = None, **options: Any) -> None:
        """Does it for each service at which this install is registered."""
        names = [name for name in PLATFORMS if provider in (None, name) and webhook_of(name)]
        registered = [(name, registration) for name in names if (registration := registration_for(PLATFORMS[name]))]
        if not registered:
            raise CommandError("No service that sends events is set up here. Set its client ID and secret first.")
        for name, registration in registered:
            webhook = webhook_of(name)
            if webhook is not None:
                self._run(action, name, webhook, registration)

    def _run(self, action: str, name: str, webhook: Webhook, registration: Registration) -> None:
        label = PLATFORMS[name].label
        if not webhook.can_subscribe:
            self.stdout.write(
                f"{label}: enter {callback_url(name)} as the webhook address of the client, on {webhook.setup_url}"
            )
            return
        actions: dict[str, Callable[[], str]] = {
            "list": lambda: self._list(name, webhook, registration),
            "subscribe": lambda: self._subscribe(name, webhook, registration),
            "unsubscribe": lambda: self._unsubscribe(webhook, registration),
        }
        try:
            self.stdout.write(f"{label}: {actions[action]()}")
        except ProviderError as error:
            raise CommandError(f"{error_message(error.code, label)}. {self._advice(action, name)}".strip()) from None

    def _list(self, name: str, webhook: Webhook, registration: Registration) -> str:
        subscriptions = webhook.subscriptions(registration)
        if not subscriptions:
            return "not subscribed. Run `webhooks subscribe`."
        return "\n".join(self._describe(name, subscription, registration) for subscription in subscriptions)

    def _describe(self, name: str, subscription: Subscription, registration: Registration) -> str:
        text = f"subscription {subscription.id} sends events to {subscription.callback_url}"
        if subscription.callback_url != callback_url(name):
            return f"{text}, but this install is at {callback_url(name)}. Run `webhooks unsubscribe`, then `subscribe`."
        stored = WebhookSubscription.objects.filter(registration_name=registration.name)
        if not stored.filter(subscription_id=subscription.id).exists():
            return f"{text}, but this install does not know it. Run `webhooks subscribe`."
        return f"{text}."

    def _subscribe(self, name: str, webhook: Webhook, registration: Registration) -> str:
        """Takes over the subscription to our address, if there is one: a service has only one for each client."""
        for subscription in webhook.subscriptions(registration):
            if subscription.callback_url == callback_url(name):
                store_subscription(registration, subscription)
                return f"subscribed already, with subscription {subscription.id}."
            raise CommandError(self._describe(name, subscription, registration))
        return f"subscribed, with subscription {subscribe(name, webhook, registration).id}."

    def _unsubscribe(self, webhook: Webhook, registration: Registration) -> str:
        subscriptions = webhook.subscriptions(registration)
        for subscription in subscriptions:
            unsubscribe(webhook, registration, subscription.id)
        return "unsubscribed." if subscriptions else "there was no subscription."

    def _advice(self, action: str, name: str) -> str:
        if action != "subscribe":
            return ""
        url = callback_url(name)
        return f"It has to reach {url} from the internet, so BASE_URL must be this install’s public address."
