"""What went wrong is said in a page: what happened, what was kept, what to do."""

import re

import pytest
from django.db import OperationalError
from django.test import Client

from tracekit_site.views import home


@pytest.fixture
def calm_client(db) -> Client:
    """A browser that gets the answer to a crash instead of the crash."""
    return Client(raise_request_exception=False)


def crash(error: Exception):
    def raising():
        raise error

    return raising


@pytest.mark.parametrize("who", ["client", "alice_client"])
def test_an_address_that_is_not_there(request, db, who):
    answer = request.getfixturevalue(who).get("/nothing/here/")
    assert answer.status_code == 404
    assert "There is no page at this address, or it is not yours to see." in answer.content.decode()


def test_an_old_form_says_that_nothing_was_done(db):
    answer = Client(enforce_csrf_checks=True).post("/account/login/")
    assert answer.status_code == 403
    assert "This page was open too long. To be safe, we did not do what you clicked." in answer.content.decode()


def test_a_request_that_makes_no_sense(db):
    answer = Client(headers={"host": "elsewhere.example"}).get("/")
    assert answer.status_code == 400
    assert "Nothing was changed" in answer.content.decode()


def test_too_much_in_one_request(client, db, settings):
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 10
    client.handler.enforce_csrf_checks = True
    client.cookies["csrftoken"] = "a" * 32
    answer = client.post("/privacy/", "much=" + "x" * 100, content_type="application/x-www-form-urlencoded")
    assert answer.status_code == 413
    assert "Nothing of it was kept" in answer.content.decode()


def test_too_many_tries(client, db):
    form = {"login": "nobody@example.org", "password": "wrong"}
    answers = [client.post("/account/login/", form) for _ in range(31)]
    assert answers[-1].status_code == 429
    assert "Nothing was done with this one" in answers[-1].content.decode()


def test_our_mistake_shows_a_code_that_stands_in_the_log_and_no_detail(calm_client, monkeypatch, caplog):
    monkeypatch.setattr(home, "landing_example", crash(ValueError("a secret detail")))
    answer = calm_client.get("/")
    page = answer.content.decode()
    assert answer.status_code == 500
    assert "a secret detail" not in page
    code = re.search(r"code ([0-9a-f]{8})", page)
    assert code
    assert code[1] in caplog.text


def test_a_database_that_does_not_answer_is_not_our_mistake(calm_client, monkeypatch):
    monkeypatch.setattr(home, "landing_example", crash(OperationalError("gone")))
    answer = calm_client.get("/")
    assert answer.status_code == 503
    assert answer.headers["Retry-After"] == "60"
    assert "Back in a minute" in answer.content.decode()


def test_the_page_for_our_mistake_needs_no_database(calm_client, monkeypatch, django_assert_num_queries, settings):
    settings.SIGNUP = "open"
    monkeypatch.setattr(home, "landing_example", crash(ValueError("broken")))
    with django_assert_num_queries(0):
        assert calm_client.get("/").status_code == 500


@pytest.mark.parametrize("address", ["/files/resume/", "/account/logout/"])
def test_where_only_a_button_leads_a_link_finds_words(alice_client, address):
    answer = alice_client.get(address)
    assert (answer.status_code, answer.headers["Allow"]) == (405, "POST")
    assert "This address only takes what a button sends. Nothing was changed." in answer.content.decode()
