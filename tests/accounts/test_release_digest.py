"""The digest of a release reads the release and nothing beside it, because every web process computes it."""

from pathlib import Path

from django.conf import settings

from accounts.release_digest import release_digest, release_files
from tests.house.deployment_files import image_contents


def test_the_release_is_our_code_its_templates_static_files_and_package_versions() -> None:
    paths = {str(path.relative_to(settings.BASE_DIR)) for path in release_files()}
    assert {path.partition("/")[0] for path in paths} == {
        *("accounts", "activities", "matching", "providers", "tracekit_site", "templates", "static", "requirements"),
    }
    assert {"accounts/models.py", "matching/web/urls.py", "static/css/base.css", "requirements/base.txt"} <= paths
    assert not any("__pycache__" in path for path in paths)


def test_the_image_has_every_file_that_is_read(settings, tmp_path: Path) -> None:
    settings.BASE_DIR = tmp_path
    for name in image_contents():
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.touch() if "." in path.name else path.mkdir()
    assert {path.name for path in release_files()} == {"build.txt", "fleet.txt"}
    assert all(path.is_file() for path in release_files())


def test_another_setting_is_another_release(settings) -> None:
    before = release_digest()
    settings.SIGNUP = "somebody"
    assert release_digest() != before
