"""The tables of words are complete, say where they come from, and repeat nothing that the sports know."""

import pytest

from activities.sports import SPORTS, file_words
from matching.engine.names.generated import is_generated_name
from matching.engine.names.name_parts import MAX_WORDS
from matching.engine.names.normalized_name import split_list
from matching.engine.names.sport_phrases import DAYPARTS
from matching.engine.names.table import languages, platforms

CODES = sorted(languages())
OUR_SPORTS = {sport.name for sport in SPORTS}


@pytest.mark.parametrize("code", CODES)
def test_a_language_has_everything_that_names_are_made_of(code: str) -> None:
    language = languages()[code]
    assert language["source"]
    assert language["language"]
    assert {"untitled", "recordings", "exercises", "sports", "types", "dayparts", "weekdays"} <= language.keys()
    assert len(language["weekdays"]) == 7
    assert len(language.get("months", range(12))) == 12


@pytest.mark.parametrize("code", CODES)
def test_a_language_names_sports_that_exist(code: str) -> None:
    named = languages()[code]["sports"].keys() | languages()[code]["types"].keys()
    assert named <= OUR_SPORTS, named - OUR_SPORTS


@pytest.mark.parametrize("code", CODES)
def test_every_form_of_a_language_has_every_part_of_the_day(code: str) -> None:
    sports = {word for words in languages()[code]["sports"].values() for word in split_list(words)}
    for form in languages()[code]["dayparts"]:
        assert form["first"] in ("daypart", "sport")
        assert set(split_list(form.get("only", ""))) <= sports
        assert form.keys() - {"first", "only", "is_one_word"} == set(DAYPARTS)


@pytest.mark.parametrize("code", CODES)
def test_a_type_that_the_sports_know_is_not_repeated(code: str) -> None:
    known = {
        word
        for sport, words in languages()[code]["types"].items()
        for word in split_list(words)
        if file_words().get(word) == sport
    }
    assert known == set()


def test_every_section_of_platforms_names_its_source() -> None:
    assert [name for name, section in platforms().items() if not section.get("source")] == []


def test_no_phrase_has_more_words_than_are_read() -> None:
    phrases = [phrase for text in _texts_of_languages() for phrase in text.split(",")]
    assert [phrase for phrase in phrases if len(phrase.replace("-", " ").split()) > MAX_WORDS] == []


def test_every_product_with_its_separator_makes_a_title_generated() -> None:
    for product in platforms()["titles"]["product"]:
        for prefix in product["prefixes"]:
            assert all(is_generated_name(f"{prefix}{separator}Lake loop") for separator in product["separators"])


def _texts_of_languages() -> list[str]:
    keys = ("untitled", "recordings", "exercises", "links", "verbs")
    texts = [language.get(key, "") for language in languages().values() for key in keys]
    return texts + [words for language in languages().values() for words in language["types"].values()]
