"""The list of guards is true: each of them is in its file once, and the tests that have to notice exist."""

import ast
from functools import cache

import pytest

from bench.guards import GUARDS
from bench.guards.guard import Guard, GuardMissing
from bench.source.checkout import ROOT

MIN_GUARDS = 24


@cache
def names_of_tests(path: str) -> set[str]:
    """Returns the names of the tests of a module."""
    functions = (node for node in ast.parse((ROOT / path).read_text()).body if isinstance(node, ast.FunctionDef))
    return {function.name for function in functions if function.name.startswith("test_")}


@pytest.mark.parametrize("guard", GUARDS, ids=lambda guard: guard.promise)
def test_a_guard_is_there_once_and_its_file_is_valid_without_it(guard: Guard) -> None:
    changed = guard.source_without(ROOT)
    assert ast.dump(ast.parse(changed)) != ast.dump(ast.parse((ROOT / guard.path).read_text()))
    for test in guard.tests:
        path, _, name = test.partition("::")
        assert name in names_of_tests(path), test


def test_the_guards_are_many_and_have_different_promises() -> None:
    assert len({guard.promise for guard in GUARDS}) == len(GUARDS) >= MIN_GUARDS
    assert {guard.is_of_postgresql for guard in GUARDS} == {False, True}


def test_a_text_that_is_not_there_once_is_reported() -> None:
    for text in ("no line of this file", "import"):
        guard = Guard("A promise", "bench/mutants.py", text, "", ("tests/house/test_mutants.py::test",))
        with pytest.raises(GuardMissing, match="A promise: the text occurs"):
            guard.source_without(ROOT)
