"""A page of settings is left without a question unless something on it was changed and not saved."""

import pytest
from playwright.sync_api import Dialog, Page, expect

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def questions(page: Page) -> list[str]:
    """Returns a list that receives the kind of each question, which is answered by staying."""
    kinds: list[str] = []

    def stay(dialog: Dialog) -> None:
        kinds.append(dialog.type)
        dialog.dismiss()

    page.on("dialog", stay)
    page.goto("/settings/profile/")
    return kinds


def follow_link(page: Page) -> None:
    page.get_by_role("navigation", name="Main").get_by_role("link", name="Files").click(no_wait_after=True)


def test_a_changed_setting_asks_before_the_page_is_left(page: Page, questions: list[str]) -> None:
    page.get_by_text("Dark").click()
    with page.expect_event("dialog"):
        follow_link(page)
    assert page.url.endswith("/settings/profile/")
    assert questions == ["beforeunload"]


def test_a_setting_that_was_changed_back_asks_nothing(page: Page, questions: list[str]) -> None:
    page.get_by_text("Dark").click()
    page.get_by_text("System", exact=True).click()
    page.get_by_label("Time zone").select_option("Europe/Rome")
    page.get_by_label("Time zone").select_option("Europe/Vienna")
    follow_link(page)
    page.wait_for_url("**/files/")
    assert questions == []


def test_saving_asks_nothing(page: Page, questions: list[str]) -> None:
    page.get_by_text("Dark").click()
    page.get_by_role("button", name="Save").click()
    expect(page.locator("main")).to_contain_text("Saved at")
    follow_link(page)
    page.wait_for_url("**/files/")
    assert questions == []


def test_a_password_that_the_browser_filled_in_asks_nothing(page: Page, questions: list[str]) -> None:
    page.goto("/settings/danger/")
    page.get_by_label("Current password").fill("filled in")
    follow_link(page)
    page.wait_for_url("**/files/")
    assert questions == []


def test_a_new_email_that_was_not_saved_asks(page: Page, questions: list[str]) -> None:
    page.goto("/settings/security/")
    page.get_by_label("Email").fill("new@example.org")
    with page.expect_event("dialog"):
        follow_link(page)
    assert questions == ["beforeunload"]
