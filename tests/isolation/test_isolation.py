"""Every address is called with every method, as every visitor, with every kind of id: nobody reaches another account.

Both layers keep accounts apart then, the managers' filter and row security, and so does either of them alone. With
neither, the crawler finds what it looks for.
"""

import pytest
from django.db import connection

from tests.accounts.sentinels import models_of_an_account
from tests.house.addresses import Address, addresses
from tests.isolation.crawler import Crawler
from tests.isolation.example_requests import NoExample, example_requests
from tests.isolation.findings import CHANGED, CRASHED, DISTINGUISHED, LEAKED
from tests.isolation.half_signed_in import STEPS
from tests.isolation.layers import disable_filters, disable_row_security
from tests.isolation.reached import NEVER_REACHED, visitor_who_reaches
from tests.isolation.stored_rows import rows_of
from tests.isolation.visitors import OTHER, Visitor

pytestmark = pytest.mark.postgres

needs_row_security = pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite has no row security")


def unique_addresses() -> list[Address]:
    """Returns every address once, by the first of its names."""
    return list({address.pattern: address for address in reversed(list(addresses()))}.values())


def crawl_everywhere(visitors: list[Visitor], layers: str, *, is_brief: bool = False) -> Crawler:
    """Calls every address, prints the counts, and returns the crawler."""
    crawler = Crawler(is_brief=is_brief)
    crawler.crawl(unique_addresses(), [visitor for visitor in visitors if visitor.name not in STEPS.values()])
    for address in unique_addresses():
        crawler.crawl([address], [visitor for visitor in visitors if visitor.name == STEPS.get(address.name)])
    print("\n".join(crawler.report(layers, len(unique_addresses()))))  # noqa: T201
    return crawler


def test_every_address_has_an_example(visitors: list[Visitor]) -> None:
    for address in unique_addresses():
        assert list(example_requests(address, visitors[0].ids["own"])), address
    unknown = Address("nowhere/<uuid:id>/", "nowhere")
    with pytest.raises(NoExample):
        list(example_requests(unknown, visitors[0].ids["own"]))


def test_every_table_of_the_owner_and_the_other_account_has_a_marked_row(visitors: list[Visitor]) -> None:
    for visitor in visitors[:2]:
        assert visitor.account
        rows = rows_of([visitor.account])
        assert {model._meta.db_table for model in models_of_an_account()} < set(rows)
        assert [table for table, text in rows.items() if not text] == []


@pytest.mark.slow
@pytest.mark.once
def test_nobody_reaches_another_account(visitors: list[Visitor]) -> None:
    has_row_security = connection.vendor == "postgresql"
    layers = "both layers" if has_row_security else "the filter, on SQLite"
    crawler = crawl_everywhere(visitors, layers, is_brief=has_row_security)
    assert list(map(str, crawler.findings)) == []
    by_pattern = {address.pattern: address for address in unique_addresses()}
    reached = {(pattern, visitor) for pattern, method, visitor in crawler.reached if method in ("get", "post")}
    missed = {
        pattern
        for pattern, address in by_pattern.items()
        if (pattern, visitor_who_reaches(address)) not in reached and address.name not in NEVER_REACHED
    }
    assert missed == set()


@pytest.mark.slow
@needs_row_security
def test_row_security_alone_is_enough(visitors: list[Visitor], monkeypatch: pytest.MonkeyPatch) -> None:
    disable_filters(monkeypatch)
    crawler = crawl_everywhere(visitors, "row security alone", is_brief=True)
    harmful = [finding for finding in crawler.findings if finding.fault != CRASHED]
    assert list(map(str, harmful)) == []


@pytest.mark.slow
@needs_row_security
def test_the_managers_filter_alone_is_enough(visitors: list[Visitor]) -> None:
    disable_row_security()
    crawler = crawl_everywhere(visitors, "the filter alone", is_brief=True)
    assert list(map(str, crawler.findings)) == []


def test_without_any_layer_the_crawler_finds_leaks(visitors: list[Visitor], monkeypatch: pytest.MonkeyPatch) -> None:
    disable_filters(monkeypatch)
    if connection.vendor == "postgresql":
        disable_row_security()
    crawler = Crawler(is_brief=True)
    of_athletes = [address for address in unique_addresses() if not address.pattern.startswith("operator/")]
    crawler.crawl(of_athletes, [visitor for visitor in visitors if visitor.name == OTHER])
    print("\n".join(crawler.report("no layer", len(of_athletes))))  # noqa: T201
    assert {finding.fault for finding in crawler.findings} >= {LEAKED, CHANGED, DISTINGUISHED}
