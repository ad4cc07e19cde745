"""Lists every text that people see and says how hard it is to read: `python -m bench.texts [PATHS…] [--summary]`.

It prints the texts of templates, mails, scripts and messages, one a line with its file and line, then the reading level
of all their sentences (the grade of Flesch and Kincaid) and the ten hardest. `…` stands for a value, `[a|b]` for the
branches of a condition. PATHS restrict it to files and folders, `--summary` leaves the list out.
"""

import argparse
import sys
from collections.abc import Iterable, Iterator, Sequence

from bench.source.checkout import PRODUCT, CheckedFile, Violation, read_checkout
from bench.source.python_texts import texts_of_python, texts_of_script
from bench.source.reading_level import grade_of, sentences_of
from bench.source.template_texts import texts_of_template

HARDEST_PRINTED = 10


def visible_texts(files: Iterable[CheckedFile], paths: Sequence[str] = ()) -> Iterator[Violation]:
    """Yields the texts of these files in order: a path, a line and the text."""
    for file in files:
        if file.is_template:
            texts = texts_of_template(file)
        elif file.is_python and (file.package in PRODUCT or file.path == "tracekit.py"):
            texts = texts_of_python(file)
        elif file.path.startswith("static/") and file.path.endswith(".js"):
            texts = texts_of_script(file)
        else:
            continue
        yield from sorted(text for text in texts if text.lies_in(paths))


def report_level(texts: Iterable[str]) -> Iterator[str]:
    """Yields the reading level of all sentences together, then the hardest sentences."""
    sentences = sentences_of(texts)
    yield f"{len(sentences)} sentences, grade {grade_of(sentences):.1f} (Flesch-Kincaid). The hardest:"
    for sentence in sorted(sentences, key=lambda sentence: sentence.grade, reverse=True)[:HARDEST_PRINTED]:
        yield f"   {sentence.grade:4.1f}  {sentence.text}"


def main(arguments: Sequence[str] | None = None) -> int:
    """Prints the list and the level."""
    parser = argparse.ArgumentParser(prog="python -m bench.texts", description=__doc__)
    parser.add_argument("paths", nargs="*", metavar="PATHS", help="files or folders to list; all when left out")
    parser.add_argument("--summary", action="store_true", help="the level and the hardest sentences only")
    options = parser.parse_args(arguments)
    texts = list(visible_texts(read_checkout(), options.paths))
    for text in texts if not options.summary else []:
        print(text)
    print("\n".join(report_level(text.message for text in texts)))
    return 0


if __name__ == "__main__":
    sys.exit(main())
