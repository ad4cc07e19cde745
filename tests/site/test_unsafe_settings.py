"""A hosted install refuses to start with unsafe settings, and lists all of them at once."""

import re
from pathlib import Path
from typing import Any

import pytest

from tests.site.hosted_install import hosted_environment, read_example, run_python
from tracekit_site.hosted import list_unsafe_settings, parse_hosted

SAFE_SETTINGS: dict[str, Any] = {
    "DATABASES": {"default": {"ENGINE": "django.db.backends.postgresql"}},
    "REDIS_URL": "redis://redis:6379/0",
    "EMAIL_URL": "smtp+tls://smtp.example.org:587",
    "SECRET_KEY": "a" * 64,
    "CREDENTIAL_KEYS": f"k1:{'A' * 43}=",
    "BASE_URL": "https://tracekit.example.org",
    "ALLAUTH_TRUSTED_PROXY_COUNT": 1,
    "ALLOWED_HOSTS": ["tracekit.example.org"],
    "DEBUG": False,
}
UNSAFE_SETTINGS = [
    ("DATABASE_URL", {"DATABASES": {"default": {"ENGINE": "django.db.backends.sqlite3"}}}),
    ("REDIS_URL", {"REDIS_URL": ""}),
    ("EMAIL_URL", {"EMAIL_URL": ""}),
    ("SECRET_KEY", {"SECRET_KEY": ""}),
    ("SECRET_KEY", {"SECRET_KEY": "replace-me"}),
    ("CREDENTIAL_KEYS", {"CREDENTIAL_KEYS": ""}),
    ("CREDENTIAL_KEYS", {"CREDENTIAL_KEYS": "replace-me"}),
    ("CREDENTIAL_KEYS", {"CREDENTIAL_KEYS": "k1:tooshort"}),
    ("BASE_URL", {"BASE_URL": "http://tracekit.example.org"}),
    ("TRUSTED_PROXY_COUNT", {"ALLAUTH_TRUSTED_PROXY_COUNT": 0}),
    ("ALLOWED_HOSTS", {"ALLOWED_HOSTS": []}),
    ("ALLOWED_HOSTS", {"ALLOWED_HOSTS": ["tracekit.example.org", "*"]}),
    ("DEBUG", {"DEBUG": True}),
]
UNSAFE_ENVIRONMENT = {
    "DATABASE_URL": "sqlite:////nowhere/planted.sqlite3",
    "REDIS_URL": "",
    "EMAIL_URL": "",
    "SECRET_KEY": "planted-secret",
    "CREDENTIAL_KEYS": "planted:key",
    "BASE_URL": "http://planted.example",
    "TRUSTED_PROXY_COUNT": "0",
    "ALLOWED_HOSTS": "planted.example,*",
    "DEBUG": "true",
}
COMMAND_LINES = {
    "manage.py": ["manage.py", "migrate"],
    "tracekit": ["-m", "tracekit", "match", "--help"],
    "gunicorn": ["-m", "gunicorn", "tracekit_site.wsgi", "--bind", "127.0.0.1:0", "--no-control-socket"],
    "celery": ["-m", "celery", "-A", "tracekit_site", "worker", "--pool", "solo"],
    "beat": ["-m", "celery", "-A", "tracekit_site", "beat"],
}


def test_safe_settings_are_accepted() -> None:
    assert list_unsafe_settings(SAFE_SETTINGS) == []


@pytest.mark.parametrize(("name", "unsafe"), UNSAFE_SETTINGS)
def test_each_unsafe_setting_is_one_sentence_that_names_it(name: str, unsafe: dict[str, Any]) -> None:
    (message,) = list_unsafe_settings(SAFE_SETTINGS | unsafe)
    assert message.startswith(f"{name} must ")
    assert message.endswith(".")


@pytest.mark.parametrize("program", ["manage.py", "tracekit"])
def test_our_commands_print_every_message_and_nothing_else(program: str) -> None:
    result = run_python(*COMMAND_LINES[program], env=hosted_environment(**UNSAFE_ENVIRONMENT))
    assert result.returncode == 1
    assert re.findall(r"^(\w+) must .*\.$", result.stderr, re.MULTILINE) == list(UNSAFE_ENVIRONMENT)
    assert result.stderr.count("\n") == len(UNSAFE_ENVIRONMENT)
    assert "planted" not in result.stderr + result.stdout


@pytest.mark.slow
@pytest.mark.parametrize("program", ["gunicorn", "celery", "beat"])
def test_every_other_process_ends_with_the_messages_too(program: str) -> None:
    result = run_python(*COMMAND_LINES[program], env=hosted_environment(**UNSAFE_ENVIRONMENT))
    assert result.returncode != 0
    assert {name for name in UNSAFE_ENVIRONMENT if f"{name} must " in result.stderr} == set(UNSAFE_ENVIRONMENT)
    assert "planted-secret" not in result.stderr
    assert "planted:key" not in result.stderr


def test_the_example_is_refused_for_its_two_placeholders() -> None:
    result = run_python("manage.py", "check", env=hosted_environment() | read_example())
    assert result.returncode == 1
    assert [line.split()[0] for line in result.stderr.splitlines()] == ["SECRET_KEY", "CREDENTIAL_KEYS"]


def test_the_example_with_real_keys_passes_every_check() -> None:
    result = run_python("manage.py", "check", "--deploy", "--fail-level", "WARNING", env=hosted_environment())
    assert result.returncode == 0, result.stderr
    assert "no issues" in result.stdout
    assert "?:" not in result.stderr


def test_a_hosted_install_ignores_keys_in_the_data_folder(tmp_path: Path) -> None:
    environment = hosted_environment()
    for file, name in (("secret-key", "SECRET_KEY"), ("credential-keys", "CREDENTIAL_KEYS")):
        (tmp_path / file).write_text(environment.pop(name))
    result = run_python("manage.py", "check", env=environment | {"DATA_DIR": str(tmp_path)})
    assert [line.split()[0] for line in result.stderr.splitlines()] == ["SECRET_KEY", "CREDENTIAL_KEYS"]


def test_a_self_hosted_install_refuses_nothing(tmp_path: Path) -> None:
    environment = {"PATH": hosted_environment()["PATH"], "DATA_DIR": str(tmp_path)}
    result = run_python("manage.py", "check", env=environment)
    assert result.returncode == 0, result.stderr


@pytest.mark.parametrize("value", ["ture", "hosted", "-"])
def test_a_typo_in_hosted_is_refused(value: str) -> None:
    result = run_python("manage.py", "check", env=hosted_environment(HOSTED=value))
    assert (result.returncode, result.stderr.strip()) == (1, "HOSTED must be true or false.")


@pytest.mark.parametrize(
    ("value", "is_hosted"), [("True", True), ("on", True), ("1", True), ("", False), ("No", False)]
)
def test_hosted_accepts_the_usual_words(value: str, is_hosted: bool) -> None:
    assert parse_hosted(value) is is_hosted
