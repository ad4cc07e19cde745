"""Decides whether a text begins with a whole sentence: with a capital, a finite verb of its own, and an end.

A verb inside a clause that "that", "which", "when" and the like begin does not count, nor one in "the job it claims".
Words that are nouns as well ("claims", "answers") count where their neighbors make them verbs. This is a rule of
thumb, not a grammar: a sentence that it does not understand is often one that a reader does not, either.
"""

import re
from collections.abc import Sequence

from bench import verbs

CODE_SPAN = re.compile(r"``[^`]+``|`[^`]*`|\"[^\"]*\"|“[^”]*”|https?://\S+")
SENTENCE_END = re.compile(r"[.!?](?=\s+[A-Z(]|\s*$)")
TOKEN = re.compile(r"[A-Za-z][\w'’./-]*[\w]|[A-Za-z]|\d[\d,.:]*|[,:;()–—-]")
CLAUSE_END = frozenset(",:;()–—")


def fault_of(text: str) -> str | None:
    """Returns what the first sentence of a text lacks; None when it is whole."""
    paragraph = " ".join(text.split("\n\n")[0].split())
    if not re.match(r"[A-Z`\"“]", paragraph):
        return "does not start with a capital or a code span"
    if not re.search(r"[.!?:][\"'”)]?$", paragraph):
        return "does not end with a full stop"
    first = SENTENCE_END.split(CODE_SPAN.sub("Code", paragraph))[0]
    tokens = TOKEN.findall(re.split(r"[:;]", first)[0])
    return None if _has_main_verb(tokens) else "no finite verb of its own"


def _has_main_verb(tokens: Sequence[str]) -> bool:
    """Returns whether a verb is left once each subordinate clause has had its own."""
    main, clauses = _clauses(tokens)
    return any(_is_finite(main, index) for index in range(len(main))) or any(map(_exceeds_its_verbs, clauses))


def _clauses(tokens: Sequence[str]) -> tuple[list[str], list[list[str]]]:
    """Returns the main clause, where one word stands for each clause below it, and those clauses."""
    main: list[str] = []
    clauses: list[list[str]] = []
    is_inside = False
    for index, token in enumerate(tokens):
        if token in CLAUSE_END:
            is_inside = token == "("
        elif not is_inside and _starts_clause(tokens, index):
            is_inside = True
            clauses.append([])
            main.append(token)
        if is_inside and clauses:
            clauses[-1].append(token)
        elif not is_inside:
            main.append(token)
    return main, clauses


def _exceeds_its_verbs(clause: Sequence[str]) -> bool:
    """Returns whether a stretch such as "that a worker holds ends soon" has more verbs than clauses begin in it."""
    finite = [index for index in range(len(clause)) if _is_finite(clause, index) or _follows_relative(clause, index)]
    starts = [
        index
        for index in range(len(clause))
        if index == 0 or _starts_clause(clause, index)
        if clause[index].lower() not in verbs.PREPOSITIONS_TOO or index < max(finite, default=-1)
    ]
    return len(finite) > len(starts)


def _follows_relative(clause: Sequence[str], index: int) -> bool:
    """Returns whether this is the verb of "who signed up" or "that wait"."""
    word = clause[index].lower()
    is_verb = word.endswith("ed") or word in verbs.PAST or word in verbs.BASES
    return is_verb and _word_before(clause, index) in {"that", "who", "which", "whoever", "whatever"}


def _starts_clause(tokens: Sequence[str], index: int) -> bool:
    """Returns whether a subordinate clause starts at this token: "when …", or "… it claims" right after a noun."""
    word = tokens[index].lower()
    if word in verbs.SUBORDINATORS:
        return True
    if index == 0 or word not in verbs.CLAUSE_SUBJECTS:
        return False
    if index > 1 and tokens[index - 2].lower() in verbs.DETERMINERS:
        return tokens[index - 1][0].isalpha()
    follows_opening = index == 2 and tokens[0].lower() in verbs.PREPOSITIONS
    return index > 1 and not follows_opening and _is_noun(tokens[index - 1])


def _is_noun(token: str) -> bool:
    word = token.lower()
    return (
        token[0].isalpha()
        and word not in verbs.LINKS | verbs.SUBORDINATORS
        and word not in verbs.AUXILIARIES
        and word not in verbs.ADVERBS
        and word not in verbs.PREPOSITIONS
        and word not in verbs.DETERMINERS
        and verbs.base_of(word) is None
        and word not in verbs.BASES
        and not word.endswith(("ly", "ing"))
    )


def _is_finite(tokens: Sequence[str], index: int) -> bool:
    """Returns whether the token at this place is a verb with a subject, or a third-person verb that opens the text."""
    word = tokens[index].lower().replace("’", "'")
    before = _word_before(tokens, index)
    after = tokens[index + 1].lower() if index + 1 < len(tokens) else ""
    if before in {"to", "and", "or", "be", "been"} or before in verbs.AUXILIARIES:
        return False
    if word in verbs.AUXILIARIES or word.endswith("n't") or word in verbs.PAST:
        return True
    if re.fullmatch(r"(it|that|he|she|there|this|what)'s|\w+'(re|ll|ve)", word):
        return True
    base = verbs.base_of(word)
    if base:
        return _is_third_person(base, before, after, tokens[:index])
    return word in verbs.BASES and _has_plural_subject(word, before, after)


def _word_before(tokens: Sequence[str], index: int) -> str:
    """Returns the nearest word before this place that is no adverb, in lower case; empty at the start."""
    for token in reversed(tokens[:index]):
        word = token.lower()
        if word not in verbs.ADVERBS and not word.endswith("ly"):
            return word
    return ""


def _is_third_person(base: str, before: str, after: str, preceding: Sequence[str]) -> bool:
    """Returns whether a word in -s is a verb here and no plural noun."""
    is_singular = _opening(preceding).lower() in verbs.CERTAINLY_SINGULAR
    if before in verbs.POINTING and is_singular:
        return True
    if before in verbs.DETERMINERS or before in verbs.PREPOSITIONS:
        return False
    is_noun_too = base in verbs.NOUNS_TOO
    if before == "":
        return bool(preceding) or not (is_noun_too and _is_noun_at_start(base, after))
    if before in verbs.PRONOUNS or not is_noun_too:
        return True
    if after not in {"of", "which", "who", "whose"} and is_singular:
        return True
    if after in {"", ",", "of", "which", "who", "whose"}:
        return False
    if before == ",":
        return False
    opening = _opening(preceding)
    is_name = opening[:1].isupper() and opening.lower() not in verbs.DETERMINERS
    return opening.lower() in verbs.SINGULAR or before == "code" or is_name


def _is_noun_at_start(base: str, after: str) -> bool:
    """Returns whether a text that opens with this word in -s is a plural noun: "Claims of a worker"."""
    if after in {"", ",", "of", "which", "who", "whose"}:
        return True
    if after == "that":
        return base not in verbs.BEFORE_THAT
    return base in verbs.MOSTLY_NOUNS and (after in verbs.PREPOSITIONS or after == "where")


def _opening(preceding: Sequence[str]) -> str:
    """Returns the first token of the clause that ends here."""
    limits = verbs.SUBORDINATORS | {","}
    start = max((place for place, token in enumerate(preceding) if token.lower() in limits), default=-1) + 1
    return preceding[start] if start < len(preceding) else ""


def _has_plural_subject(word: str, before: str, after: str) -> bool:
    """Returns whether a base form has a plural subject before it: "they wait", "jobs wait"."""
    if before in verbs.PLURAL_PRONOUNS:
        return True
    if after in {"", ",", "by"} or word in verbs.SAME_AS_PARTICIPLE:
        return False
    return bool(re.search(r"[^su'i]s$", before)) and before not in verbs.NO_PLURALS
