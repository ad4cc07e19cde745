"""Names that programs made are told from names that people wrote; in doubt a name is a person's."""

import unicodedata
from datetime import datetime
from time import process_time
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from activities.sports import SPORTS
from matching.engine.names.generated import is_generated_name
from matching.engine.names.name_parts import read_parts
from matching.engine.names.normalized_name import fold

SUNDAY_MORNING = datetime(2024, 5, 12, 8, 31, 22)

DAYPART_NAMES = [
    ("Morning Ride", "ride"),
    ("Lunch Weight Training", "strength"),
    ("Afternoon Stand Up Paddling", "stand_up_paddle"),
    ("Night E-Bike Ride", "e_bike_ride"),
    ("Evening Run ☁️🌙", "run"),
    ("Friday Lunch Run", "run"),
    ("Lauf am Abend", "run"),
    ("Abendradfahrt", "ride"),
    ("Course à pied dans l’après-midi", "run"),
    ("Course a pied le soir", "run"),
    ("Vuelta ciclista a la hora del almuerzo", "ride"),
    ("Bicicleta vespertina", "ride"),
    ("Corsa dell'ora di pranzo", "run"),
    ("Pedalada na hora do almoço", "ride"),
    ("Volta de bicicleta à tarde", "ride"),
    ("Namiddagrit", "ride"),
    ("Дневной велозаезд", "ride"),
    ("Popołudniowa jazda", "ride"),
    ("夕方のランニング", "run"),
    ("晨间跑步", "run"),
    ("锻炼（上午）", "workout"),
    ("晨間騎乘", "ride"),
    ("아침 달리기", "run"),
    ("Odpolední jízda", "ride"),
    ("Eftermiddagslöpning", "run"),
    ("Løb om morgenen", "run"),
    ("Kveldssykkeltur", "ride"),
    ("Iltapäiväpyöräily", "ride"),
    ("Délutáni bringázás", "ride"),
    ("Alergare de dimineață", "run"),
    ("Öğleden Sonra Koşusu", "run"),
    ("Chạy bộ buổi sáng", "run"),
    ("วิ่งตอนเช้า", "run"),
]

TYPE_NAMES = [
    ("Indoor Cycling", "indoor_ride"),
    ("Pool Swim", "swim"),
    ("Laufbandtraining", "run"),
    ("Course à pied", "run"),
    ("Senderismo", "hike"),
    ("Hardlopen", "run"),
    ("Löpning", "run"),
    ("跑步机上跑步", "run"),
    ("트레드밀 러닝", "run"),
    ("road_biking", "ride"),
    ("TrailRun", "trail_run"),
]

PLACE_NAMES = [
    ("Haidian Running", "run"),
    ("Krems an der Donau Rennradfahren", "ride"),
    ("Xi'an Track Running", "run"),
    ("New York Cycling", "ride"),
    ("Reggio nell'Emilia Ciclismo", "ride"),
    ("Zell am See - Threshold 4:50", "run"),
    ("海淀区 跑步", "run"),
    ("中野区 ラン", "run"),
    ("강남구 러닝", "run"),
    ("Göteborg Cykling", "ride"),
]

PROGRAM_NAMES = [
    "Zwift - Tempus Fugit in Watopia",
    "ROUVY - Klahane Ridge - 2026-08-12",
    "TrainerRoad: Eclipse",
    "Kinomap - Wave 50'",
    "7.5km Easy Run",
    "45 min Power Zone Endurance Ride with Alex",
    "21 min Just Ride",
    "30 min HIIT & Hills Run",
    "run from keep",
    "Samsung Health Running",
    "Huawei Health - Outdoor run",
    "Keep 跑步",
    "Ran 5.02 mi on 5/12/24",
    "跑步 5.02 公里",
    "Track 12",
    "Strecke 12",
    "Garmin Activity 7731",
    "ACTIVE LOG100553",
]

MOMENT_NAMES = [
    "2024-05-12 08:31:22",
    "2024-05-12T08:31+02",
    "20240512083122",
    "05/12/24",
    "12.05.2024 08:31",
    "May 12, 2024",
    "12-MAY-24 #2",
    "12 de mayo de 2024",
    "Sonntag, 12. Mai 2024, 08:31 Uhr",
    "2024年5月12日 8時31分",
    "2024. 5. 12. 오전 8:31",
    "Sun May 12 08:31:22 2024",
    "Running 5/12/24 8:31 am",
    "Route 2024-05-12 8:31am",
    "Current Track: 12 MAY 2024 08:31",
    "Course à pied du 12/05/2024",
    "2024/05/12のランニング",
    "08:31",
]

FILE_NAMES = [
    "2024-11-12-065535-ELEMNT ROAM 8055-155-0.fit",
    "suuntoapp-Trekking-2022-02-04T12-33-32Z-track.gpx",
    "20210907_213924.gpx",
    "7801743956_ACTIVITY.fit",
    "15595843212_Fahrt_am_Nachmittag.fit",
    "Karoo-Morning_Ride-May-12-2024-0831.fit",
    "Anna_Smith_2024-05-12_08-31-22",
    "activity_12345678901",
    "22901823541",
    "3f2b8c1e-8d7a-4c55-9b1e-2a7d90f1c2aa",
    "track.gpx",
    "001",
]

DEVICE_NAMES = ["Edge 840", "ELEMNT BOLT 9635", "COROS PACE 3", "fenix 7X Pro Solar", "Apple Watch", "Karoo 2"]

EMPTY_NAMES = [
    None,
    "",
    "  ",
    "-",
    "null",
    "Untitled",
    "untitled",
    "Workout",
    "Activity",
    "Sans titre",
    "未命名",
    "Bez názvu",
]


def is_generated(name: str | None, **given_facts: Any) -> bool:
    facts: dict[str, Any] = {"sport": None, "started_at_local": SUNDAY_MORNING, "provider": "file"}
    return is_generated_name(name, **facts | given_facts)


@pytest.mark.parametrize(("name", "sport"), DAYPART_NAMES)
def test_a_part_of_the_day_with_a_sport_is_generated(name: str, sport: str) -> None:
    assert is_generated(name, sport=sport, started_at_local=None, provider="strava")


@pytest.mark.parametrize(("name", "sport"), TYPE_NAMES)
def test_an_activity_type_alone_is_generated(name: str, sport: str) -> None:
    assert is_generated(name, sport=sport)


@pytest.mark.parametrize(("name", "sport"), PLACE_NAMES)
def test_a_place_with_a_type_or_session_is_generated(name: str, sport: str) -> None:
    assert is_generated(name, sport=sport, provider="garmin")


@pytest.mark.parametrize("name", [*PROGRAM_NAMES, *MOMENT_NAMES, *FILE_NAMES, *DEVICE_NAMES, *EMPTY_NAMES])
def test_what_programs_write_is_generated(name: str | None) -> None:
    assert is_generated(name)


NEAR_MISSES = [
    "Morning ride!!",
    "First Morning Ride",
    "Morning Ride with Anna",
    "Cold Morning Run",
    "Early Morning Run",
    "Morning Run 🎉",
    "Morning Run☀️",
    "Morning Run-",
    "(Morning Run",
    "morning ride",
    "MORNING RIDE",
    "Sunday Morning Ride",
    "Monday Morning Run",
    "Lunch loop",
    "Mein Lauf am Abend",
    "Lauf am Abend, endlich Regen",
    "朝ラン",
    "傍晚跑步，风好大",
    "Vienna Cycling Festival",
    "Happy Running",
    "Jet Lag Running",
    "Brixton Yoga",
    "an der Donau Cycling",
    "GPS went swimming",
    "城市 跑步",
    "Burgos - León",
    "Track 8x400",
    "Track Tuesday",
    "Route 66",
    "Route 66 on a gravel bike",
    "Zwift is down, so rollers",
    "Zwift ride",
    "Keep Running",
    "20 min Power Zone? No, 20 min nap",
    "30 min Easy Run",
    "30 min Run",
    "60 min Endurance Ride",
    "45 min Pop Ride of the Year",
    "10km with Tom",
    "10km easy run",
    "Garmin 10k",
    "Edge 840 5x1000",
    "Run 3 10.05.2026",
    "Run from home",
    "ELEMNT died at km 40",
    "Edge of the world",
    "Race 2",
    "Running late",
    "Lake Half Marathon 10.05.2026",
    "2026-05-10 first century",
    "05/10 club 10k",
    "5-10-15",
    "1 May",
    "2026",
    "19:58",
    "1:38:11",
    "42195",
    "555",
    "Rund um den See.gpx",
    "Wien_Marathon_2026.gpx",
    "Tempo",
    "Footing",
    "Untitled goose game",
    "🌞",
    ":)",
    "???",
]


@pytest.mark.parametrize("name", NEAR_MISSES)
def test_a_near_miss_is_a_persons(name: str) -> None:
    answers = {provider: is_generated(name, provider=provider) for provider in ("strava", "garmin", "file", None)}
    assert not any(answers.values()), answers


@pytest.mark.parametrize(
    ("name", "supporting", "contradicting"),
    [
        ("Morning walk", {"sport": "walk"}, {"sport": "ride"}),
        ("Evening walk", {"sport": "walk", "started_at_local": datetime(2024, 5, 12, 19)}, {"sport": "walk"}),
        ("Sunday Morning Run", {}, {"started_at_local": datetime(2024, 5, 13, 8)}),
        ("Vienna Running", {"provider": "garmin"}, {"provider": "strava"}),
        ("Vienna Running", {"sport": "run"}, {"sport": "swim"}),
        ("Running", {"sport": "run"}, {"sport": "swim"}),
        ("Ride", {"provider": "file"}, {"provider": "strava"}),
        ("running", {"provider": "file"}, {"provider": "garmin"}),
        ("RUNNING", {"provider": "file"}, {"provider": "garmin"}),
        ("08:31", {}, {"started_at_local": datetime(2024, 5, 12, 9, 31)}),
        ("08:31", {}, {"started_at_local": None}),
        (
            "8:31 pm",
            {"started_at_local": datetime(2024, 5, 12, 20, 31)},
            {"started_at_local": datetime(2024, 5, 12, 9)},
        ),
        ("00:00", {"started_at_local": datetime(2024, 5, 12, 23, 59)}, {}),
        ("5-12-24", {}, {"started_at_local": datetime(2023, 5, 12)}),
        ("Lezyne Mega Q", {"device": "lezyne mega-q"}, {}),
        ("30 min Happy Run", {"device": "Peloton Tread"}, {"device": "Garmin Edge 840"}),
        ("Tempo", {"device": "TEMPO"}, {"device": "Tempo 2"}),
        ("979", {"device": "Garmin eTrex"}, {"device": "Garmin eTrex", "provider": "garmin"}),
        ("Morning hike at Bear Creek Trail", {"sport": "hike"}, {"sport": "hike", "provider": "strava"}),
    ],
)
def test_the_record_decides_what_the_name_leaves_open(
    name: str, supporting: dict[str, Any], contradicting: dict[str, Any]
) -> None:
    assert is_generated(name, **supporting)
    assert not is_generated(name, **contradicting)


def test_disagreement_with_the_hour_does_not_save_a_default_name() -> None:
    assert is_generated("Evening Run", sport="run", started_at_local=datetime(2024, 5, 12, 6), provider="strava")


@pytest.mark.parametrize(
    "name", ["Zwift - " + "x" * 200, "Morning Run " + "☀" * 200, "1" * 10_000, "Zwift - " + "ﷺ" * 100]
)
def test_a_name_longer_than_any_program_writes_is_a_persons(name: str) -> None:
    assert not is_generated(name)


FACTS = st.fixed_dictionaries(
    {
        "sport": st.none() | st.sampled_from([sport.name for sport in SPORTS]) | st.text(max_size=5),
        "started_at_local": st.none() | st.datetimes(),
        "device": st.none() | st.sampled_from(DEVICE_NAMES) | st.text(max_size=20),
        "provider": st.none() | st.sampled_from(["strava", "garmin", "file", "ridewithgps", ""]),
    }
)
FRAGMENTS = [
    "Morning",
    " Run",
    "2024",
    "-05-",
    "12",
    ":31",
    " - ",
    "Zwift",
    ".fit",
    "月",
    "跑步",
    "#",
    "a",
    "İ",
    "\ue000",
    "\ud800",
]
ANY_TEXT = st.text(st.characters(exclude_categories=()), max_size=200)


@given(ANY_TEXT | st.lists(st.sampled_from(FRAGMENTS)).map("".join), FACTS)
def test_no_text_makes_the_answer_fail(name: str, facts: dict[str, Any]) -> None:
    assert is_generated_name(name, **facts) in (True, False)


GENERATED = st.sampled_from(
    [name for name, _ in DAYPART_NAMES + TYPE_NAMES + PLACE_NAMES] + MOMENT_NAMES + DEVICE_NAMES + ["Track 12"]
)
WORDS = st.text("abcdefghijklmnopqrstuvwxyzäéø", min_size=4, max_size=12).filter(
    lambda word: not read_parts(fold(word))
)


@given(GENERATED, WORDS, st.sampled_from([", {}", " {}!", " ({})", " with {}", ": {}?"]), FACTS)
def test_a_further_word_makes_any_name_a_persons(name: str, word: str, form: str, facts: dict[str, Any]) -> None:
    assert not is_generated_name(name + form.format(word), **facts)
    assert not is_generated_name(f"{word.capitalize()}, {name}", **facts)


@given(GENERATED, st.sampled_from(["NFC", "NFD", "NFKC"]), st.sampled_from(["{}", " {} ", "\u200b{}", "{}\u00a0\n"]))
def test_the_unicode_form_and_blanks_around_a_name_make_no_difference(name: str, form: Any, blanks: str) -> None:
    written = blanks.format(unicodedata.normalize(form, name))
    assert is_generated(written, provider="garmin") == is_generated(name, provider="garmin")


def test_a_device_without_a_letter_is_no_name() -> None:
    assert not is_generated("Tempo -", device="-")


HOSTILE = [
    "1-" * 80,
    "12 " * 53,
    "1 may " * 26,
    "1:1" * 53,
    "Zwift - " * 20,
    "a-" * 80,
    "跑" * 160,
    "1年1月" * 40,
    ".fit" * 40,
]


@pytest.mark.parametrize("name", [*HOSTILE, "2024-05-12 " * 14, "A " * 76 + "Cycling", "\u0300" * 160, "1.11 km " * 20])
def test_no_text_takes_long(name: str) -> None:
    is_generated("")  # reads the tables
    started_at = process_time()
    is_generated(name, provider="garmin")
    assert process_time() - started_at < 0.1
