"""Tests that the sketch in `docs/architecture.md` is the one that the code gives."""

from bench.sketch import DOCUMENT, sketch, with_sketch
from bench.source.checkout import read_checkout
from bench.source.packages import LAYERS, packages


def test_the_sketch_of_the_document_is_that_of_the_code() -> None:
    document = DOCUMENT.read_text(encoding="utf-8")
    assert with_sketch(document) == document, "python -m bench.sketch --write"


def test_every_package_in_the_sketch_says_its_purpose() -> None:
    assert "(no docstring)" not in sketch()


def test_arrows_of_the_sketch_run_down() -> None:
    for package in packages(read_checkout()):
        for name in package.imports:
            assert LAYERS.index(name.partition(".")[0]) >= LAYERS.index(package.app), (package.name, name)
