"""The base address of Strava's API is a setting with its path, because Strava changes both in 2027."""

import pytest

from tests.site.hosted_install import hosted_environment, run_python

PRINT_BASE_ADDRESS = "from django.conf import settings; print(settings.STRAVA_API_URL)"


@pytest.mark.parametrize(
    ("value", "base_address"),
    [
        ("", "https://www.strava.com/api/v3"),
        ("https://www.strava.com", "https://www.strava.com/api/v3"),
        ("https://www.strava.com/", "https://www.strava.com/api/v3"),
        ("https://www.strava.com/api/v3/", "https://www.strava.com/api/v3"),
        ("https://api-v3.strava.com", "https://api-v3.strava.com"),
    ],
)
def test_the_setting_holds_the_path_and_the_host_alone_of_earlier_releases_still_works(
    value: str, base_address: str
) -> None:
    environment = hosted_environment(STRAVA_API_URL=value, DJANGO_SETTINGS_MODULE="tracekit_site.settings")
    assert run_python("-c", PRINT_BASE_ADDRESS, env=environment).stdout.strip() == base_address
