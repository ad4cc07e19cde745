"""`docs/promises.md` and `PRIVACY.md` are made from the privacy page, and every promise names tests that exist."""

import ast

import pytest

from bench.policy import documents
from tests.house.deployment_files import ROOT
from tracekit_site.privacy_policy.policy import all_promises
from tracekit_site.privacy_policy.promise import Promise


@pytest.mark.parametrize("path", ["PRIVACY.md", "docs/promises.md"])
def test_the_document_is_made_from_the_page(path: str) -> None:
    assert (ROOT / path).read_text() == documents()[path], "python -m bench.policy --write"


@pytest.mark.parametrize("promise", all_promises(), ids=lambda promise: str(promise.number))
def test_a_promise_names_code_and_tests_that_exist(promise: Promise) -> None:
    assert promise.enforced_by
    assert promise.tests
    assert all((ROOT / path).is_file() for path in promise.enforced_by)
    assert all(path.startswith("tests/") and has_tests(path) for path in promise.tests)


def has_tests(path: str) -> bool:
    """Returns whether pytest collects a test from the file."""
    tree = ast.parse((ROOT / path).read_text())
    names = {node.name for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)}
    return (ROOT / path).name.startswith("test_") and any(name.startswith("test_") for name in names)


def test_a_file_without_tests_is_noticed() -> None:
    assert not has_tests("tests/markup.py")


def test_no_number_is_given_twice_and_every_promise_is_whole_sentences() -> None:
    promises = all_promises()
    assert len({promise.number for promise in promises}) == len(promises)
    assert all(promise.title.endswith(".") and promise.text.endswith((".", "}")) for promise in promises)
