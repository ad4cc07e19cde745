"""Writes the policy and its promises as documents: `PRIVACY.md` and `docs/promises.md`."""

from collections.abc import Iterator, Sequence

from tracekit_site.privacy_policy.changes import CHANGES, EFFECTIVE_DATE
from tracekit_site.privacy_policy.policy import SECTIONS, PolicyValues, all_promises
from tracekit_site.privacy_policy.promise import Mode, Promise
from tracekit_site.privacy_policy.stored_list import list_packages, list_record_fields, list_tables

GENERAL_VALUES = PolicyValues(reports_errors=True)
"""The documents are about no install, so they name no operator and no mail service, and say what Sentry would get."""

MODE_WORDS = {Mode.BOTH: "", Mode.HOSTED: " *(hosted)*", Mode.SELF_HOSTED: " *(self-hosted)*"}


def policy_document() -> str:
    """Returns the text of `PRIVACY.md`: the whole policy, with the promises of both ways to run tracekit."""
    dated = [f"- {change.effective:%Y-%m-%d}: {change.summary}" for change in CHANGES]
    return "\n".join(
        ["# Privacy", "", f"Effective {EFFECTIVE_DATE:%Y-%m-%d}.", policy_text(), "## Changes", "", *dated, ""]
    )


def policy_text() -> str:
    """Returns the policy without its dates: when this text changes, so does the effective date."""
    return "\n".join(_policy_lines())


def promises_document() -> str:
    """Returns the text of `docs/promises.md`: where each promise is enforced, and which tests hold it."""
    lines = [
        *("# Promises", ""),
        "What the privacy page promises, by number: the code that enforces each promise, and the tests that fail",
        "without that code. A test compares this table with the page; `python -m bench.policy --write` writes it.",
        *("", "| # | mode | promise | enforced by | tests |", "|---|---|---|---|---|"),
    ]
    promises = sorted(all_promises(), key=lambda promise: promise.number)
    return "\n".join([*lines, *map(_promise_row, promises), ""])


def _policy_lines() -> Iterator[str]:
    for section in SECTIONS:
        yield from ("", f"## {section.title}", "")
        for promise in section.promises:
            yield from (_paragraph(promise), "")
            if promise.number == 1:
                details = [(word, "; ".join(labels)) for word, labels in list_record_fields()]
                yield from _table(("What", "In detail"), details)
    yield from ("## Everything that is stored, and how long", "")
    for title, tables in list_tables():
        yield from (f"### {title}", "")
        yield from _table(("What", "What it holds", "How long"), tables)
    yield from ("The software behind sign-in stores, as long as your account:", "")
    yield from (f"- {holds}" for holds in list_packages())
    yield ""


def _paragraph(promise: Promise) -> str:
    links = [f" [{label}]({target})." for label, target in promise.links if target.startswith("https://")]
    return f"**{promise.title}**{MODE_WORDS[promise.mode]} {GENERAL_VALUES.fill(promise.text)}{''.join(links)}"


def _table(titles: tuple[str, ...], rows: Sequence[tuple[str, ...]]) -> Iterator[str]:
    yield f"| {' | '.join(titles)} |"
    yield "|" + "---|" * len(titles)
    yield from (f"| {' | '.join(row)} |" for row in rows)
    yield ""


def _promise_row(promise: Promise) -> str:
    code, tests = (", ".join(f"`{path}`" for path in paths) for paths in (promise.enforced_by, promise.tests))
    text = f"{promise.title} {GENERAL_VALUES.fill(promise.text)}"
    return f"| {promise.number} | {promise.mode.value} | {text} | {code} | {tests} |"
