"""Nothing of a file's track, streams and places is in the database, though the file has them."""

import re

import pytest

from accounts.models import Account
from activities.models import Activity
from providers.sandbox.writers import fit, gpx, tcx
from tests.accounts.dump import database_dump, store_dump
from tests.activities.factories import upload_files, zip_files
from tests.run_jobs import run_jobs

SEMICIRCLES = 561_234_567, 104_567_891
DEGREES = "47.654321", "8.765432"
POWER, HEIGHT = 54_321, "6173.37"
POWER_PATTERN = re.compile(rf"(?<![0-9a-f]){POWER}(?![0-9a-f])")
PLACE = "Sentinelhausen"
PLANTED = (*map(str, SEMICIRCLES), "47.0427", "8.7648", *DEGREES, "47.6543", "8.7654", str(POWER), HEIGHT, PLACE)


def fit_file() -> bytes:
    place = {0: SEMICIRCLES[0], 1: SEMICIRCLES[1]}
    types = ((0, 0x85), (1, 0x85), (7, 0x84))
    stream = [
        fit.Message(fit.RECORD, {253: fit.fit_timestamp(fit.START) + second, **place, 7: POWER, 3: 140}, types)
        for second in range(60)
    ]
    fields = {**fit.session(fit.START, 60, 400).fields, 3: SEMICIRCLES[0], 4: SEMICIRCLES[1]}
    session = fit.Message(fit.SESSION, fields, ((3, 0x85), (4, 0x85)))
    return fit.fit(fit.file_id(), *stream, session)


def gpx_file() -> bytes:
    beats = "<extensions><hr>140</hr><power>54321</power></extensions>"
    stamps = [p.split("<time>")[1].split("</time>")[0] for p in gpx.points(gpx.START, 60)]
    points = [gpx.point(*DEGREES, stamp, float(HEIGHT), beats) for stamp in stamps]
    place = f'<wpt lat="{DEGREES[0]}" lon="{DEGREES[1]}"><name>{PLACE}</name></wpt>'
    about = f"<metadata><name>{PLACE}</name><desc>{PLACE}</desc><author><name>{PLACE}</name></author></metadata>"
    texts = f"<cmt>{PLACE}</cmt><desc>{PLACE}</desc><src>{PLACE}</src>"
    return gpx.gpx(about, place, gpx.track(points, name="A ride").replace("<trkseg>", texts + "<trkseg>", 1)).encode()


def tcx_file() -> bytes:
    latitude, longitude = DEGREES
    degrees = f"<LatitudeDegrees>{latitude}</LatitudeDegrees><LongitudeDegrees>{longitude}</LongitudeDegrees>"
    position = f"<Position>{degrees}</Position>"
    points = [p.replace("</Trackpoint>", f"{position}</Trackpoint>") for p in tcx.points(tcx.START, 60)]
    notes = f"<Notes>{PLACE}</Notes>"
    return tcx.tcx(tcx.activity(tcx.lap(tcx.START, 60, 400, points=points) + notes)).encode()


def planted_words_in(text: str) -> set[str]:
    """Returns the planted words in a text; five digits stand in a long hexadecimal number by chance."""
    return {word for word in PLANTED if word in text and (word != str(POWER) or POWER_PATTERN.search(text))}


@pytest.mark.django_db
def test_nothing_of_tracks_streams_and_places_is_in_the_database(as_alice: Account) -> None:
    files = {"a.fit": fit_file(), "b.gpx": gpx_file(), "c.tcx": tcx_file()}
    upload_files(files)
    upload_files({"all.zip": zip_files({f"copy-{name}": data + b"\n" for name, data in files.items()})})
    run_jobs()
    assert Activity.objects.count() == 6
    assert planted_words_in(database_dump()) == set()


@pytest.mark.django_db
def test_the_search_finds_planted_words(as_alice: Account) -> None:
    upload_files({"b.gpx": gpx_file(), "c.tcx": tcx_file()})
    run_jobs()
    assert {*DEGREES, PLACE, HEIGHT} <= planted_words_in(store_dump())
    for word in PLANTED:
        Activity.objects.update(name=f"at {word}")
        assert word in planted_words_in(database_dump()), word


def test_the_planted_fit_file_holds_the_planted_values() -> None:
    import fitparse

    record = next(fitparse.FitFile(fit_file()).get_messages("record"))
    assert record.get_value("position_lat") == SEMICIRCLES[0]
    assert record.get_value("power") == POWER
