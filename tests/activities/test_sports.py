"""Sports are known by the words of providers."""

import unicodedata

import pytest

from activities.sports import file_words, sport_of


@pytest.mark.parametrize(
    ("source", "word", "sport"),
    [
        ("strava", "TrailRun", "trail_run"),
        ("garmin", "ROAD_BIKING", "ride"),
        ("ridewithgps", "Cycling:Gravel", "gravel_ride"),
        ("file", "Trail Running", "trail_run"),
        ("file", "e-bike ride", "e_bike_ride"),
        ("fit", "2/8", "mountain_bike_ride"),
    ],
)
def test_a_word_is_known_however_it_is_spelled(source, word, sport):
    assert sport_of(source, word) == sport


def test_an_unknown_provider_may_use_the_words_of_all():
    assert [sport_of("tomorrow", word) for word in ("Ride", "lap_swimming", "Stair Stepper")] == [
        "ride",
        "swim",
        "stair_stepper",
    ]


@pytest.mark.parametrize("word", [None, "", " ", "a word of tomorrow"])
def test_an_unknown_word_is_other(word):
    assert sport_of("strava", word) == sport_of("tomorrow", word) == "other"


def test_a_known_provider_may_use_only_its_own_words():
    assert sport_of("strava", "lap_swimming") == "other"


@pytest.mark.parametrize(
    ("words", "sport"),
    [
        (("Radfahren", "Vélo", "ciclismo", "Fietsen"), "ride"),
        (("Laufen", "Course à pied", "carrera a pie", "corsa", "hardlopen", "Corrida"), "run"),
        (("spazieren", "marche", "Caminata", "Passeggiata", "wandelen", "caminhada"), "walk"),
        (("WANDERN", "Randonnée pédestre", "senderismo", "Escursionismo", "hiken", "trilha"), "hike"),
        (("Schwimmen", "natation", "Natación", "nuoto", "zwemmen", "Natação"), "swim"),
        (
            ("Trail", "Berglauf", "Course de trail", "Carrera de montaña", "Corsa in montagna", "Trail lopen"),
            "trail_run",
        ),
        (("Bicicleta de montaña", "VTT", "Ciclismo de montanha", "Vélo tout-terrain"), "mountain_bike_ride"),
        (("Skilanglauf", "ski de fond", "Esquí de fondo", "sci di fondo", "langlaufen"), "nordic_ski"),
    ],
)
def test_a_file_may_name_a_sport_in_the_language_of_the_phone(words, sport):
    assert {sport_of("file", word) for word in words} == {sport}
    assert sport_of("file", unicodedata.normalize("NFD", words[1])) == sport


def test_every_word_of_files_is_its_own_sport_and_no_number():
    words = file_words()
    assert {"courseapied": "run", "roadbiking": "ride", "trailrun": "trail_run"}.items() <= words.items()
    assert all(word.isalpha() and sport_of("file", word) == sport for word, sport in words.items())
