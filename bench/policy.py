"""Writes the documents that are made of the privacy policy: `python -m bench.policy [--write]`.

It prints `PRIVACY.md` and `docs/promises.md`; `--write` writes both.
"""

import argparse
import os
import sys
from collections.abc import Sequence

from bench.source.checkout import ROOT

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.settings")


def documents() -> dict[str, str]:
    """Returns the text of each document by its path in the checkout."""
    from tracekit_site.privacy_policy.markdown import policy_document, promises_document

    return {"PRIVACY.md": policy_document(), "docs/promises.md": promises_document()}


def main(arguments: Sequence[str] | None = None) -> int:
    """Prints the documents, or writes them."""
    import django

    parser = argparse.ArgumentParser(prog="python -m bench.policy", description=__doc__)
    parser.add_argument("--write", action="store_true", help="write both documents")
    is_written = parser.parse_args(arguments).write
    django.setup()
    for path, text in documents().items():
        if is_written:
            (ROOT / path).write_text(text, encoding="utf-8")
        else:
            print(text)
    return 0


if __name__ == "__main__":
    sys.exit(main())
