"""Reads the counts of workouts that pages show."""

import re

from tests.markup import visible_text

STATES = {
    "whole": r"(\d+|all) complete",
    "missing": r"(\d+) missing somewhere",
    "differs": r"(\d+) differs?\b",
    "possible": r"(\d+) needs? your answer",
}
"""These are the texts by which a sentence counts the workouts of each state."""


def state_counts(summary: str) -> dict[str, int]:
    """Returns the counts in a sentence such as `3 workouts, 1 complete. 2 differ`, `total` among them."""
    total = int(re.findall(r"(\d+) workout", summary)[0])
    counts = {"total": total}
    for state, pattern in STATES.items():
        (text, *_) = [*re.findall(pattern, summary), "0"]
        counts[state] = total if text == "all" else int(text)
    return counts | ({"whole": total} if summary.rstrip(".") == "1 workout, complete" else {})


def summary_counts(page: str) -> dict[str, int]:
    """Returns the counts in the sentence under the title of a page."""
    return state_counts(visible_text(page.partition('class="page-summary">')[2].partition("</p>")[0]))


def legend_counts(page: str) -> dict[str, int]:
    """Returns the counts in the legend of a year, by state."""
    return {state: int(count) for state, count in re.findall(r'href="\?show=(\w+)".*?<b>(\d+)</b>', page)}


def missing_counts(page: str) -> dict[str, int]:
    """Returns the counts in a year's filter for what is missing, by provider."""
    segments = page.partition('aria-label="Show what is missing on"')[2].partition("</nav>")[0]
    links = re.findall(r'(href="\?missing=(\w+)".*?</a>)', segments)
    return {provider: int(re.findall(r"\d+", visible_text(link))[-1]) for link, provider in links}


def table_rows(page: str) -> dict[str, list[str]]:
    """Returns the texts of the cells in each row of a year's table, by its first cell."""
    table = page.partition('class="table table-hover month-table"')[2].partition("</table>")[0].partition("<tbody")[2]
    rows = [
        re.findall(r"<t[hd].*?</t[hd]>", row.replace("<small", " <small")) for row in re.findall(r"<tr.*?</tr>", table)
    ]
    return {visible_text(head): [visible_text(cell) for cell in cells] for head, *cells in rows}


def counted_texts(text: str) -> set[str]:
    """Returns every `2 of 7 counted` of a text."""
    return set(re.findall(r"\d+ of \d+ counted", text))
