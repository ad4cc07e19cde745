"""BASE_URL is checked at the start, and an empty setting counts as unset."""

import json
from typing import Any

import pytest

from tests.house.deployment_files import setting_names
from tests.site.hosted_install import hosted_environment, run_python
from tracekit_site.base_url import WRONG_BASE_URL, BaseUrl, parse_base_url
from tracekit_site.wrong_settings import WrongSettings

DUMP_SETTINGS = """
import json
from tracekit_site import settings
names = sorted(name for name in dir(settings) if name.isupper() and name not in ("SECRET_KEY", "CREDENTIAL_KEYS"))
print(json.dumps({name: getattr(settings, name) for name in names}, default=str))
"""


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("http://localhost:8000", ("http://localhost:8000", "localhost", "")),
        ("https://nas.local:443", ("https://nas.local", "nas.local", "")),
        ("http://NAS.local:80/", ("http://nas.local", "nas.local", "")),
        ("https://nas.local/tracekit/", ("https://nas.local", "nas.local", "/tracekit")),
        ("https://nas.local:8443/a/b-2", ("https://nas.local:8443", "nas.local", "/a/b-2")),
        ("http://[fd00::1]:8000", ("http://[fd00::1]:8000", "[fd00::1]", "")),
    ],
)
def test_the_parts_of_an_address_are_those_that_browsers_send(text: str, parts: tuple[str, str, str]) -> None:
    assert parse_base_url(text) == BaseUrl(*parts)


@pytest.mark.parametrize(
    "text",
    [
        "nas.local",
        "nas.local:8000",
        "ftp://nas.local",
        "https://",
        "https://nas.local:port",
        "https://nas.local/?a=b",
        "https://nas.local/#a",
        "https://name:secret@nas.local",
        "https://nas.local//tracekit",
        "https://nas.local/../tracekit",
        "https://nas.local/a b",
        "https://[nas.local",
    ],
)
def test_anything_else_is_refused_with_a_sentence(text: str) -> None:
    with pytest.raises(WrongSettings, match=r"^BASE_URL must be the address"):
        parse_base_url(text)


@pytest.mark.parametrize("command", [("manage.py", "check"), ("-m", "tracekit", "doctor")])
def test_a_process_ends_with_that_sentence(command: tuple[str, ...]) -> None:
    result = run_python(*command, env={"BASE_URL": "nas.local"})
    assert (result.returncode, result.stderr) == (1, f"{WRONG_BASE_URL}\n")


def read_settings(**variables: str) -> dict[str, Any]:
    """Returns the settings of a process with these variables, but the two keys."""
    result = run_python("-c", DUMP_SETTINGS, env=variables)
    assert result.returncode == 0, result.stderr
    values: dict[str, Any] = json.loads(result.stdout)
    return values


def test_an_empty_value_means_the_default() -> None:
    assert read_settings(**dict.fromkeys(setting_names(), "")) == read_settings()


def test_a_dollar_sign_is_a_part_of_its_value() -> None:
    values = read_settings(
        DATABASE_URL="postgres://tracekit:$a$b@localhost/tracekit", MAIL_FROM="$HOME", ALLOWED_HOSTS="$a,b$"
    )
    assert values["DATABASES"]["default"]["PASSWORD"] == "$a$b"
    assert values["DEFAULT_FROM_EMAIL"] == "$HOME"
    assert values["ALLOWED_HOSTS"] == ["$a", "b$"]


def test_a_path_is_in_every_address_and_in_the_cookies() -> None:
    values = read_settings(BASE_URL="https://nas.local/tracekit", HOST="localhost")
    assert (values["FORCE_SCRIPT_NAME"], values["STATIC_URL"]) == ("/tracekit", "/tracekit/static/")
    assert (values["SESSION_COOKIE_PATH"], values["CSRF_COOKIE_PATH"]) == ("/tracekit/", "/tracekit/")
    assert values["SECURE_COOKIE_PREFIX"] == "__Secure-"
    assert read_settings(BASE_URL="https://nas.local")["SECURE_COOKIE_PREFIX"] == "__Host-"
    assert "nas.local" in values["ALLOWED_HOSTS"]
    assert values["CSRF_TRUSTED_ORIGINS"] == ["https://nas.local"]


def test_a_hosted_install_shares_no_host_name_with_other_programs() -> None:
    result = run_python("manage.py", "check", env=hosted_environment(BASE_URL="https://tracekit.example.org/tracekit"))
    assert result.returncode == 1
    assert result.stderr.startswith("BASE_URL must have no path:")
