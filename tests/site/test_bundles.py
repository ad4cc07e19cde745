"""A page waits for at most two stylesheets and for no script, and hashed files are kept by browsers for good."""

import re
from pathlib import Path

import pytest
from django.conf import settings
from django.contrib.staticfiles import finders
from django.core.management import call_command
from django.test import Client
from django.test.utils import override_settings
from pytest_django.fixtures import Settings
from whitenoise.middleware import WhiteNoiseMiddleware

from tests.matching_pages.factories import create_workout
from tracekit_site.static_files import BUNDLES


def test_a_bundle_holds_its_stylesheets_in_their_order() -> None:
    for path, names in BUNDLES.items():
        bundle = Path(str(finders.find(path))).read_text()
        places = [bundle.index((settings.BASE_DIR / f"static/css/{name}.css").read_text()) for name in names]
        assert places == sorted(places)


def test_a_bundle_follows_its_stylesheets() -> None:
    bundle = Path(str(finders.find("css/site.css")))
    text = bundle.read_text()
    bundle.write_text("of another release")
    assert Path(str(finders.find("css/site.css"))).read_text() == text


@pytest.mark.usefixtures("as_alice")
def test_a_page_waits_for_at_most_two_stylesheets_and_for_no_script(alice_client: Client) -> None:
    addresses = (
        "/calendar/2026/",
        "/calendar/2026/05/",
        "/workouts/",
        "/review/2026/05/",
        "/files/",
        "/settings/profile/",
    )
    for address in (*addresses, f"/workouts/{create_workout()}/"):
        page = alice_client.get(address).content.decode()
        assert 1 <= len(re.findall(r'<link rel="stylesheet"', page)) <= 2
        scripts = re.findall(r"<script[^>]*>", page)
        assert scripts
        assert [script for script in scripts if "defer" not in script and 'type="module"' not in script] == []


def test_a_browser_keeps_a_hashed_file_for_good(settings: Settings, tmp_path: Path) -> None:
    storages = settings.STORAGES | {
        "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"}
    }
    with override_settings(STORAGES=storages, STATIC_ROOT=tmp_path, WHITENOISE_AUTOREFRESH=False):
        call_command("collectstatic", verbosity=0, interactive=False)
        files = WhiteNoiseMiddleware(lambda request: None).files
        (address,) = [path for path in files if re.fullmatch(r"/static/css/site\.[0-9a-f]{12}\.css", path)]
        response = files[address].get_response("GET", {})
    response.file.close()
    headers = dict(response.headers)
    assert headers["Cache-Control"] == "max-age=315360000, public, immutable"
