"""Figures in words."""

from dataclasses import dataclass
from datetime import date
from zoneinfo import ZoneInfo

import pytest
from django.template import Context, Template

from activities import units
from activities.units import IMPERIAL, METRIC


def plain(text: str) -> str:
    return text.replace("\u00a0", " ")


@pytest.mark.parametrize(
    ("said", "words"),
    [
        (units.distance(118_310, METRIC), "118.3 km"),
        (units.distance(118_310, METRIC, 2), "118.31 km"),
        (units.distance(118_310, IMPERIAL), "73.5 mi"),
        (units.distance(6_685_000, METRIC, 0), "6,685 km"),
        (units.elevation(2240, METRIC), "2,240 m"),
        (units.elevation(2240, IMPERIAL), "7,349 ft"),
        (units.temperature(16, METRIC), "16 °C"),
        (units.temperature(16, IMPERIAL), "61 °F"),
        (units.temperature(-3.4, METRIC), "−3 °C"),
        (units.temperature(-0.4, METRIC), "0 °C"),
        (units.heart_rate(139.4), "139 bpm"),
        (units.duration(18_240), "5 h 04"),
        (units.duration(1620), "27 min"),
        (units.duration(3599), "1 h 00"),
        (units.duration(45), "45 s"),
        (units.duration(59.7), "1 min"),
        (units.exact(22_317), "6:11:57"),
        (units.gap(13), "+13 s"),
        (units.gap(-9.4), "−9 s"),
        (units.gap(0), "+0 s"),
        (units.gap(-0.4), "+0 s"),
        (units.gap(-660), "−11 min"),
        (units.gap(3600), "+1 h 00"),
        (units.percent_gap(-0.003), "−0.3 %"),
        (units.percent_gap(-0.0001), "+0.0 %"),
        (units.size(412_000), "412 kB"),
        (units.size(1_900_000), "1.9 MB"),
        (units.size(999_900), "1.0 MB"),
    ],
)
def test_a_figure_reads_as(said, words):
    assert plain(said) == words


def test_a_number_and_its_unit_never_part():
    said = [units.distance(1, METRIC), units.duration(5000), units.gap(5), units.percent_gap(0.1), units.size(5)]
    assert not any(" " in one for one in said)


def test_nothing_is_never_nought():
    ways = (units.duration, units.exact, units.heart_rate, lambda none: units.distance(none, METRIC))
    assert {way(None) for way in ways} == {"not given"}


@dataclass
class Somebody:
    """Whose units and zone it is."""

    units: str = "imperial"
    zone: ZoneInfo = ZoneInfo("Europe/Vienna")


@pytest.mark.parametrize(
    ("template", "words"),
    [
        ("{{ 118310|distance:user }}", "73.5 mi"),
        ("{{ 118310|distance_exact:user }}", "73.51 mi"),
        ("{{ 118310|distance_sum:user }}", "74 mi"),
        ("{{ 2240|elevation:user }}", "7,349 ft"),
        ("{{ 16|temperature:user }}", "61 °F"),
        ("{{ nothing|temperature:user }}", "not given"),
        ("{{ 139|heart_rate }}", "139 bpm"),
        ("{{ 18240|duration }}", "5 h 04"),
        ("{{ 22317|exact }}", "6:11:57"),
        ("{{ 13|gap }}", "+13 s"),
        ("{{ 0.007|percent_gap }}", "+0.7 %"),
        ("{{ 20000|count }}", "20,000"),
        ("{{ 412000|size }}", "412 kB"),
        ("{{ 'gravel_ride'|sport_name }}", "Gravel ride"),
        ("{{ 'gravel_ride'|sport_icon }}", "ride"),
        ("{{ 'unheard'|sport_icon }}", "other"),
        ("{{ day|long_day }}", "Sunday 10 May 2026"),
        ("{{ day|short_day }}", "Sun 10"),
    ],
)
def test_a_template_says_it_in_the_athletes_units(template, words):
    context = Context({"user": Somebody(), "nothing": None, "day": date(2026, 5, 10)})
    assert plain(Template(template).render(context)) == words
