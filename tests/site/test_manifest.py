"""Search engines find a description, and phones what they need to put tracekit on the home screen."""

import json
import re
from pathlib import Path

from django.contrib.staticfiles import finders
from django.test import Client
from whitenoise.media_types import MediaTypes

from tests.markup import get_page
from tracekit_site.middleware import POLICY


def find_file(path: str) -> Path:
    """Returns the path of a static file. Raises AssertionError when there is none."""
    file = finders.find(path)
    assert file, path
    return Path(str(file))


def test_every_page_has_a_description_and_icons(client: Client) -> None:
    markup = get_page(client, "/account/login/")
    assert re.search(r'<meta\s+name="description"\s+content="[^"]{60,160}"', markup)
    for relation, pattern in (("apple-touch-icon", r"icons/touch"), ("manifest", r"manifest"), ("icon", r"favicon")):
        assert re.search(rf'<link rel="{relation}" href="/static/{pattern}[.\w]*\.(png|svg|json)"', markup)
    assert find_file("icons/touch.png").read_bytes().startswith(b"\x89PNG")


def test_the_manifest_is_json_whose_icons_are_there_and_which_the_policy_allows() -> None:
    manifest = json.loads(find_file("manifest.json").read_text())
    assert manifest["start_url"] == manifest["scope"] == "../"
    for icon in manifest["icons"]:
        assert find_file(icon["src"])
    assert MediaTypes().get_type("manifest.json") == "application/json"
    assert "manifest-src 'self'" in POLICY
