"""A plain form shows an error page when it fails, and the way back leads to what was typed.

The page is that of tracekit, or the browser's own when there was no answer. The scripts that upload files and ask for
passkeys say in place what failed.
"""

from collections.abc import Iterator

import pytest
from django.test import Client
from playwright.sync_api import FilePayload, Locator, Page, expect
from pytest_django.live_server_helper import LiveServer

from accounts.models import Account
from tests.every_page.faults import FAULTS, NO_ANSWER, failing
from tests.every_page.pages import open_pages

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.django_db(transaction=True)]

PLAIN_FORMS = "form:not([hx-post], [hx-get], [method=dialog], [data-passkey], #dropzone)"
BROWSERS_OWN_PAGE = "chrome-error://chromewebdata/"
IDENTITIES = """forms => forms.map(({ action, elements }) =>
  [action.replace(/[0-9a-f-]{36}/, "ID"), ...[...elements].map(({ name }) => name)].join(" "))"""
"""A form is the same on several pages when it is sent to the same address with the same fields."""
TYPED = {"email": "typed@example.org", "text": "typed", "search": "typed"}
"""These kinds of fields are typed into; browsers never restore a password."""


def test_other_forms_lead_to_the_error_page_and_back_to_what_was_typed(paths: list[str], page: Page) -> None:
    seen = set()
    for _ in visit_all(page, paths):
        for index, address in enumerate(page.locator(PLAIN_FORMS).evaluate_all(IDENTITIES)):
            if address not in seen:
                check_plain_form(page, index)
            seen.add(address)
    print(f"{len(seen)} plain forms of all pages failed in {len(FAULTS)} ways")  # noqa: T201
    assert len(seen) > 10


def visit_all(page: Page, paths: list[str]) -> Iterator[None]:
    """Opens each page of Alice, then signs out and opens each page for strangers."""
    for path in paths:
        page.goto(path)
        yield
    page.context.clear_cookies()
    for path in open_pages(Client(), [""]):
        page.goto(path)
        yield


def check_plain_form(page: Page, index: int) -> None:
    """Checks one form of the present page, after typing into its fields."""
    path = page.url
    form = page.locator(PLAIN_FORMS).nth(index)
    typed = type_into(form)
    own_address = form.evaluate("form => form.action === location.href")
    for fault in FAULTS:
        with failing(page, fault):
            submit(form)
            if fault == NO_ANSWER:
                expect(page).to_have_url(BROWSERS_OWN_PAGE)
            else:
                expect(page.locator(".error-page")).to_be_visible()
        if (
            fault == NO_ANSWER and own_address
        ):  # the browser's page takes this page's place: loading it anew sends the form
            page.goto(path)
            type_into(form)
            continue
        page.go_back()
        expect(page).to_have_url(path)
        assert type_into(form, read=True) == typed


def type_into(form: Locator, read: bool = False) -> list[str]:
    """Returns what stands in the visible fields of a form, into which it types first unless it only reads."""
    fields = [field for kind in TYPED for field in form.locator(f"input[type={kind}]:visible").all()]
    for field in fields if not read else []:
        field.fill(TYPED[field.get_attribute("type") or ""])
    return [field.input_value() for field in fields]


def submit(form: Locator) -> None:
    """Submits a form as its button does, without asking the browser whether it is complete."""
    form.evaluate("form => { form.noValidate = true; form.requestSubmit(); }")


FILE: FilePayload = {"name": "a.gpx", "mimeType": "", "buffer": b"a"}


def test_the_upload_says_what_failed(page: Page, alice: Account) -> None:
    page.goto("/files/")
    for fault in FAULTS:
        with failing(page, fault):
            page.set_input_files("#dropzone input[type=file]", FILE)
            expect(page.locator("#upload-status")).to_contain_text("No file arrived. Add it again.")
    page.set_input_files("#dropzone input[type=file]", FILE)
    expect(page.locator("#upload-status")).to_have_text("The file is here. You can leave this page.")


def test_the_passkey_button_says_what_failed(anonymous_page: Page, live_server: LiveServer, db: None) -> None:
    page = anonymous_page
    page.goto(f"{live_server.url}/account/login/")
    for fault in FAULTS:
        with failing(page, fault):
            page.get_by_role("button", name="Sign in with a passkey").click()
            expect(page.locator("[data-passkey] [role=alert]")).to_contain_text("Nothing was changed.")
    expect(page.get_by_role("button", name="Sign in with a passkey")).to_be_enabled()
