"""Measures how hard English sentences are to read, by the grade level of Flesch and Kincaid."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

MIN_WORDS = 4
"""A shorter text is a label, not a sentence."""

SILENT_E = re.compile(r"(?<![^aeiouy]l)e$|(?<=[^aeiouytd])ed$|(?<=[^aeiouycgsxz])es$")
"""The e of "file", "named" and "times" is silent, that of "table", "deleted" and "changes" is not."""


@dataclass(frozen=True)
class Sentence:
    """Represents a sentence as its words, with the number of syllables in each."""

    text: str
    syllables: tuple[int, ...]

    @property
    def grade(self) -> float:
        """Returns the school year in which a reader understands the sentence."""
        return grade_of([self])


def grade_of(sentences: Sequence[Sentence]) -> float:
    """Returns the grade level of all sentences together; 0 without any."""
    words = sum(len(sentence.syllables) for sentence in sentences)
    if not words:
        return 0
    syllables = sum(sum(sentence.syllables) for sentence in sentences)
    return 0.39 * words / len(sentences) + 11.8 * syllables / words - 15.59


def sentences_of(texts: Iterable[str]) -> list[Sentence]:
    """Returns every sentence once, in order: what ends with a period or question mark and has four words or more."""
    collected: dict[str, Sentence] = {}
    for text in texts:
        for part in re.split(r"(?<=[.?])\s+(?=[A-Z“…\[])", _first_branches(text)):
            words = re.findall(r"[A-Za-z’']*[A-Za-z]|…|\d[\d.,:]*", part)
            if len(words) >= MIN_WORDS and part.endswith((".", "?")):
                collected.setdefault(part, Sentence(part, tuple(map(syllables_of, words))))
    return list(collected.values())


def _first_branches(text: str) -> str:
    """Returns a text with the first branch of each condition only."""
    while (shorter := re.sub(r"\[([^\[\]|]*)(?:\|[^\[\]]*)?\]", r"\1", text)) != text:
        text = shorter
    return " ".join(re.sub(r"[\[\]|]", " ", text).split())


def syllables_of(word: str) -> int:
    """Returns roughly how many syllables a word has: its groups of vowels, without a silent e near its end."""
    letters = SILENT_E.sub("", re.sub(r"[^a-z]", "", word.lower()))
    return max(1, len(re.findall(r"[aeiouy]+", letters)))
