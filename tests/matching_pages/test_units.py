"""Tests numbers with units as text."""

from dataclasses import dataclass
from datetime import date
from zoneinfo import ZoneInfo

import pytest
from django.template import Context, Template

from activities import units
from activities.sport_units import average_figure, format_sport_distance
from activities.units import IMPERIAL, METRIC, Units


def average(meters: float, seconds: float, sport: str, system: Units) -> str:
    """Returns label and text of an average."""
    return " ".join(average_figure(meters, seconds, sport, system) or ())


def with_plain_spaces(text: str) -> str:
    return text.replace("\u00a0", " ")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (units.format_distance(118_310, METRIC), "118.3 km"),
        (units.format_distance(118_310, METRIC, 2), "118.31 km"),
        (units.format_distance(118_310, IMPERIAL), "73.5 mi"),
        (units.format_distance(6_685_000, METRIC, 0), "6,685 km"),
        (units.format_distance_sum(6_685_000, METRIC), "6,685 km"),
        (units.format_distance_sum(1_500, METRIC), "1.5 km"),
        (units.format_distance_sum(9_960, METRIC), "10 km"),
        (format_sport_distance(118_310, "ride", METRIC), "118.3 km"),
        (format_sport_distance(1_500, "swim", METRIC), "1,500 m"),
        (format_sport_distance(1_500, "swim", IMPERIAL), "1,640 yd"),
        (format_sport_distance(40, "ride", METRIC), "40 m"),
        (format_sport_distance(60, "ride", METRIC), "0.1 km"),
        (format_sport_distance(None, "swim", METRIC), "not given"),
        (average(42_195, 3 * 3600, "ride", METRIC), "Average speed 14.1 km/h"),
        (average(42_195, 3 * 3600, "ride", IMPERIAL), "Average speed 8.7 mph"),
        (average(10_000, 3350, "trail_run", METRIC), "Average pace 5:35 min/km"),
        (average(10_000, 3350, "run", IMPERIAL), "Average pace 8:59 min/mi"),
        (average(1_500, 2070, "swim", METRIC), "Average pace 2:18 min/100 m"),
        (average(1_500, 2070, "swim", IMPERIAL), "Average pace 2:06 min/100 yd"),
        (average(1_000, 359.7, "run", METRIC), "Average pace 6:00 min/km"),
        (units.format_elevation(2240, METRIC), "2,240 m"),
        (units.format_elevation(2240, IMPERIAL), "7,349 ft"),
        (units.format_temperature(16, METRIC), "16 °C"),
        (units.format_temperature(16, IMPERIAL), "61 °F"),
        (units.format_temperature(-3.4, METRIC), "−3 °C"),
        (units.format_temperature(-0.4, METRIC), "0 °C"),
        (units.format_heart_rate(139.4), "139 bpm"),
        (units.format_duration(18_240), "5 h 04"),
        (units.format_duration(1620), "27 min"),
        (units.format_duration(3599), "1 h 00"),
        (units.format_duration(45), "45 s"),
        (units.format_duration(59.7), "1 min"),
        (units.format_exact_duration(22_317), "6:11:57"),
        (units.format_gap(13), "+13 s"),
        (units.format_gap(-9.4), "−9 s"),
        (units.format_gap(0), "+0 s"),
        (units.format_gap(-0.4), "+0 s"),
        (units.format_gap(-660), "−11 min"),
        (units.format_gap(3600), "+1 h 00"),
        (units.format_percent_gap(-0.003), "−0.3 %"),
        (units.format_percent_gap(-0.0001), "+0.0 %"),
        (units.format_size(412_000), "412 kB"),
        (units.format_size(1_900_000), "1.9 MB"),
        (units.format_size(999_900), "1.0 MB"),
    ],
)
def test_a_number_is_formatted_with_its_unit(text: str, expected: str) -> None:
    assert with_plain_spaces(text) == expected


def test_a_no_break_space_joins_number_and_unit() -> None:
    texts = [
        units.format_distance(1, METRIC),
        units.format_duration(5000),
        units.format_gap(5),
        units.format_percent_gap(0.1),
        units.format_size(5),
    ]
    assert not any(" " in text for text in texts)


def test_a_missing_value_is_not_given() -> None:
    formatters = (
        units.format_duration,
        units.format_exact_duration,
        units.format_heart_rate,
        lambda none: units.format_distance(none, METRIC),
    )
    assert {formatter(None) for formatter in formatters} == {"not given"}


@pytest.mark.parametrize(("meters", "seconds"), [(None, 60), (1000, None), (0, 60), (1000, 0), (25, 7200)])
def test_there_is_no_average_of_what_is_not_given_or_stood_still(meters: float | None, seconds: float | None) -> None:
    assert average_figure(meters, seconds, "swim", METRIC) is None


@dataclass
class Swim:
    """Stands in for a workout of a swim."""

    sport: str = "swim"
    distance_m: float = 1500


@dataclass
class AccountSettings:
    """Stands in for an account, with its units and time zone."""

    units: str = "imperial"
    zone: ZoneInfo = ZoneInfo("Europe/Vienna")


@pytest.mark.parametrize(
    ("template", "expected"),
    [
        ("{{ swim|workout_distance:user }}", "1,640 yd"),
        ("{{ 118310|distance_sum:user }}", "74 mi"),
        ("{{ 2240|elevation:user }}", "7,349 ft"),
        ("{{ 16|temperature:user }}", "61 °F"),
        ("{{ nothing|temperature:user }}", "not given"),
        ("{{ 139|heart_rate }}", "139 bpm"),
        ("{{ 18240|duration }}", "5 h 04"),
        ("{{ 22317|exact_duration }}", "6:11:57"),
        ("{{ 13|gap }}", "+13 s"),
        ("{{ 0.007|percent_gap }}", "+0.7 %"),
        ("{{ 20000|count }}", "20,000"),
        ("{{ 412000|size }}", "412 kB"),
        ("{{ 'gravel_ride'|sport_name }}", "Gravel ride"),
        ("{{ 'gravel_ride'|sport_icon }}", "ride"),
        ("{{ 'unheard'|sport_icon }}", "other"),
        ("{{ day|long_date }}", "Sunday, May 10, 2026"),
    ],
)
def test_a_template_uses_the_athletes_units(template: str, expected: str) -> None:
    context = Context({"user": AccountSettings(), "swim": Swim(), "nothing": None, "day": date(2026, 5, 10)})
    assert with_plain_spaces(Template(template).render(context)) == expected
