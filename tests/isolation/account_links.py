"""Creates the links of an account, and the rows that belong to the whole install; returns their tokens and ids."""

from django.test import Client
from django.utils import timezone

from accounts.erasure import Erasure
from accounts.jobs.models import Worker
from accounts.models import Account
from accounts.opaque_id import opaque_id
from accounts.services.links import create_link
from accounts.services.request_erasure import create_erasure_link
from accounts.services.unsubscribe import unsubscribe_url
from accounts.session_keys import digest_session_key

BACKEND = "allauth.account.auth_backends.AuthenticationBackend"


def create_links(account: Account) -> dict[str, str]:
    """Returns the tokens of the account's links, and the opaque id of another browser of it."""
    browser = Client()
    browser.force_login(account, backend=BACKEND)
    key = digest_session_key(str(browser.session.session_key))
    return {
        "link": _token(create_link(account.email)),
        "unsubscribe": _token(unsubscribe_url(account)),
        "erasure_link": _token(create_erasure_link(account.pk)),
        "session": opaque_id("session", key),
    }


def _token(url: str) -> str:
    return url.rstrip("/").rpartition("/")[2]


def create_rows_of_the_install() -> dict[str, str]:
    """Creates a worker, an erasure that runs and one that is complete; returns their ids."""
    now = timezone.now()
    worker = Worker.objects.create(host="sample", pid=1)
    running = Erasure.objects.create(confirmed_at=now)
    complete = Erasure.objects.create(confirmed_at=now, erased_at=now, ended_at=now)
    return {"worker": str(worker.pk), "erasure": str(running.pk), "receipt": str(complete.pk)}
