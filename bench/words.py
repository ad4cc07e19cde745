"""Measures how plainly the checkout is written: `python -m bench.words [PATHS…] [--summary] [--section N…]`.

It prints forbidden words in names, class names used twice, long template lines, docstrings that are no sentences, and
lengths; PATHS restrict the report to files and folders, `--summary` to counts. The status is 1 unless all is clean.
"""

import argparse
import sys
from collections.abc import Iterator, Sequence

from bench.source.checkout import CheckedFile, Violation, read_checkout
from bench.source.docstrings import incomplete_docstrings
from bench.source.lengths import long_functions, measures
from bench.source.vocabulary_check import forbidden_words, long_template_lines, repeated_classes

SECTIONS = (
    ("Words that the vocabulary replaces", forbidden_words),
    ("Class names used more than once", repeated_classes),
    ("Template lines over 160 characters", long_template_lines),
    ("Docstrings that are no sentence", incomplete_docstrings),
)
"""These sections report lines of files; each is a title and the function that finds the lines."""


def findings_of(number: int, files: Sequence[CheckedFile], paths: Sequence[str] = ()) -> list[Violation]:
    """Returns the findings of a section (1 to 4) in these files and folders, sorted; of all files without any path."""
    return sorted(finding for finding in SECTIONS[number - 1][1](files) if finding.lies_in(paths))


def report_lengths(files: Sequence[CheckedFile], paths: Sequence[str] = ()) -> tuple[list[str], bool]:
    """Returns the lines of section 5, and whether every bound is kept."""
    measured = [file for file in files if Violation(file.path, 0, "").lies_in(paths)]
    results = measures(files, measured)
    lines = [str(result) for result in results] + [str(finding) for finding in long_functions(measured)]
    return lines, all(result.is_met for result in results)


def _report(sections: Sequence[int], paths: Sequence[str], *, is_summary: bool) -> Iterator[bool]:
    """Prints each section; yields whether it is clean."""
    files = read_checkout()
    for number, (title, _) in enumerate(SECTIONS, 1):
        if number in sections:
            findings = findings_of(number, files, paths)
            print(f"{number}. {title}: {len(findings)}")
            for finding in findings if not is_summary else []:
                print(f"   {finding}")
            yield not findings
    if len(SECTIONS) + 1 in sections:
        lines, is_met = report_lengths(files, paths)
        print(f"{len(SECTIONS) + 1}. Lengths")
        print("\n".join(f"   {line}" for line in lines))
        yield is_met


def main(arguments: Sequence[str] | None = None) -> int:
    """Prints the report; returns 0 when all of it is clean, else 1."""
    parser = argparse.ArgumentParser(prog="python -m bench.words", description=__doc__)
    parser.add_argument("paths", nargs="*", metavar="PATHS", help="files or folders to report; all when left out")
    parser.add_argument("--summary", action="store_true", help="counts only")
    parser.add_argument("--section", type=int, nargs="+", default=[1, 2, 3, 4, 5], choices=[1, 2, 3, 4, 5])
    options = parser.parse_args(arguments)
    return 0 if all(list(_report(options.section, options.paths, is_summary=options.summary))) else 1


if __name__ == "__main__":
    sys.exit(main())
