"""One sentence for each file."""

from tests.files_pages.sent import bring, day, page, ride, send, words, zipped


def test_a_new_workout_is_said_with_its_figures_and_local_time(alice_client):
    bring(alice_client, ("run.gpx", ride(kind="running")))
    said = words(alice_client)
    assert "New workout: Run, " in said
    assert "km, Wednesday 6 May 2026, 06:30." in said


def test_a_named_workout_is_said_by_its_name(alice_client):
    bring(alice_client, ("ride.gpx", ride(name="Three passes before lunch")))
    assert "New workout: Three passes before lunch, " in words(alice_client)


def test_a_second_file_of_one_outing_says_what_it_joined_and_with_what(alice_client):
    bring(alice_client, ("a.gpx", ride(name="Three passes")))
    bring(alice_client, ("b.gpx", ride(name="Three passes", later=5)))
    said = words(alice_client)
    assert "Joined Three passes, with a.gpx." in said
    assert said.count("New workout:") == 1


def test_the_same_bytes_twice_are_kept_once(alice_client):
    bring(alice_client, ("first.gpx", ride()), ("again.gpx", ride()))
    assert "Already here as first.gpx. Kept once." in words(alice_client)


def test_several_activities_of_one_file_are_listed(alice_client):
    legs = ride(kind="running").replace(b"</gpx>", b"") + ride(day(1)).partition(b">\n")[2].partition(b">")[2]
    bring(alice_client, ("both.gpx", legs))
    assert "Two activities in one file: run, ride." in words(alice_client)


def test_an_hour_apart_is_asked(alice_client):
    bring(alice_client, ("a.gpx", ride(name="Gravel with Ada")), ("b.gpx", ride(name="Morning", later=3600)))
    assert "One hour apart from Gravel with Ada. Are they the same?" in words(alice_client)


def test_a_refused_file_says_why_and_what_to_do(alice_client):
    bring(alice_client, ("notes.gpx", b"dear diary"))
    assert "This is not a FIT, GPX or TCX file. Nothing was kept; choose the activity file itself." in words(
        alice_client
    )


def test_a_file_that_waits_says_so(alice_client):
    send(alice_client, ("ride.gpx", ride()))
    assert "Waits to be read." in words(alice_client)


def test_a_file_cut_short_is_read_with_a_note(alice_client):
    bring(alice_client, ("cut.gpx", ride()[:-400]))
    said = words(alice_client)
    assert "New workout:" in said
    assert "The recording ends before its end mark; the figures are those up to there." in said


def test_the_files_of_an_archive_are_listed_one_by_one(alice_client):
    archive = zipped(("rides/a.gpx", ride()), ("rides/b.gpx", ride(day(1))), ("readme.txt", b"hello"))
    bring(alice_client, ("all.zip", archive))
    said = words(alice_client)
    assert "all.zip" not in said
    assert said.count("New workout:") == 2
    assert "readme.txt" in said


def test_names_from_outside_stay_text(alice_client):
    bring(alice_client, ("<script>alert(1)</script>.gpx", ride(name="&lt;img src=x&gt;")))
    html = page(alice_client)
    assert "<script>alert" not in html
    assert "<img src=x>" not in html
    assert "&lt;img src=x&gt;" in html


def test_paths_direction_marks_and_long_names_are_cut(alice_client):
    bring(alice_client, ("../../etc/\u202expg.ride.gpx", ride()), (f"{'n' * 300}.gpx", ride(day(1))))
    html = page(alice_client)
    assert "etc" not in html
    assert "\u202e" not in html
    assert "n" * 101 not in html
