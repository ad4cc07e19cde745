"""A hosted install refuses to start with unsafe settings, and lists all of them at once."""

import base64
import os
import re
from pathlib import Path
from typing import Any

import pytest
from django.core.management.utils import get_random_secret_key

from tests.site.hosted_install import OPERATOR, hosted_environment, read_example, run_python
from tracekit_site.hosted import list_unsafe_settings, parse_hosted

VARIED = "Zq3!Zq4!Zq5!Zq6!Zr7!Zs8!Zt9!Za0!Zb1!Zc2!Zd3!Ze4!Zf5!Zg6!"
RANDOM_KEY = base64.b64encode(bytes(range(7, 39))).decode()
POSTGRES = {"ENGINE": "django.db.backends.postgresql"}
SAFE_SETTINGS: dict[str, Any] = {
    "APPLICATION_DATABASE": {"ENGINE": "django.db.backends.postgresql", "HOST": "db"},
    "REDIS_URL": "redis://redis:6379/0",
    "EMAIL_URL": "smtp+tls://smtp.example.org:587",
    "EMAIL_BACKEND": "django.core.mail.backends.smtp.EmailBackend",
    "EMAIL_HOST": "smtp.example.org",
    "EMAIL_USE_TLS": True,
    "SENTRY_DSN": "",
    "SECRET_KEY": VARIED,
    "CREDENTIAL_KEYS": f"k1:{RANDOM_KEY}",
    "BASE_URL": "https://tracekit.example.org",
    "ALLAUTH_TRUSTED_PROXY_COUNT": 1,
    "ALLOWED_HOSTS": ["tracekit.example.org"],
    "DEBUG": False,
    **OPERATOR,
    "ACTIVITIES_DIR": None,
}
UNSAFE_SETTINGS = [
    ("DATABASE_URL", {"APPLICATION_DATABASE": {"ENGINE": "django.db.backends.sqlite3"}}),
    ("REDIS_URL", {"REDIS_URL": ""}),
    ("EMAIL_URL", {"EMAIL_URL": ""}),
    ("SECRET_KEY", {"SECRET_KEY": ""}),
    ("SECRET_KEY", {"SECRET_KEY": "replace-me"}),
    ("SECRET_KEY", {"SECRET_KEY": "a" * 64}),
    ("SECRET_KEY", {"SECRET_KEY": "secret-and-long-enough-1!" * 3}),
    ("SECRET_KEY", {"SECRET_KEY": bytes(range(25)).hex()}),
    ("CREDENTIAL_KEYS", {"CREDENTIAL_KEYS": ""}),
    ("CREDENTIAL_KEYS", {"CREDENTIAL_KEYS": "replace-me"}),
    ("CREDENTIAL_KEYS", {"CREDENTIAL_KEYS": "k1:tooshort"}),
    ("CREDENTIAL_KEYS", {"CREDENTIAL_KEYS": f"k1:{'A' * 43}="}),
    (
        "CREDENTIAL_KEYS",
        {"CREDENTIAL_KEYS": f"k1:{RANDOM_KEY},k0:{base64.b64encode(b'0123456789abcdef' * 2).decode()}"},
    ),
    ("DATABASE_URL", {"APPLICATION_DATABASE": POSTGRES | {"HOST": "db.example.org"}}),
    ("DATABASE_URL", {"APPLICATION_DATABASE": POSTGRES | {"HOST": "203.0.113.5"}}),
    ("DATABASE_URL", {"APPLICATION_DATABASE": POSTGRES | {"HOST": "db,db.example.org"}}),
    (
        "DATABASE_URL",
        {"APPLICATION_DATABASE": POSTGRES | {"HOST": "db.example.org", "OPTIONS": {"sslmode": "prefer"}}},
    ),
    ("REDIS_URL", {"REDIS_URL": "redis://name:secret@redis.example.org:6379/0"}),
    ("REDIS_URL", {"REDIS_URL": "redis://[2001:db8::5]:6379/0"}),
    ("EMAIL_URL", {"EMAIL_USE_TLS": False}),
    ("EMAIL_URL", {"EMAIL_USE_TLS": False, "EMAIL_HOST": "10.0.0.5"}),
    ("SENTRY_DSN", {"SENTRY_DSN": "http://key@sentry.example.org/1"}),
    ("BASE_URL", {"BASE_URL": "http://tracekit.example.org"}),
    ("TRUSTED_PROXY_COUNT", {"ALLAUTH_TRUSTED_PROXY_COUNT": 0}),
    ("ALLOWED_HOSTS", {"ALLOWED_HOSTS": []}),
    ("ALLOWED_HOSTS", {"ALLOWED_HOSTS": ["tracekit.example.org", "*"]}),
    ("DEBUG", {"DEBUG": True}),
    ("OPERATOR_NAME", {"OPERATOR_NAME": ""}),
    ("OPERATOR_CONTACT", {"OPERATOR_CONTACT": ""}),
    ("OPERATOR_CONTACT", {"OPERATOR_CONTACT": "ask around"}),
    ("OPERATOR_CONTACT", {"OPERATOR_CONTACT": "javascript:alert(1)"}),
    ("OPERATOR_CONTACT", {"OPERATOR_CONTACT": "http://example.org/contact"}),
    ("MAIL_PROCESSOR", {"MAIL_PROCESSOR": ""}),
    ("ACTIVITIES_DIR", {"ACTIVITIES_DIR": "/srv/activities"}),
]
OTHER_SAFE_SETTINGS: list[dict[str, Any]] = [
    {"APPLICATION_DATABASE": POSTGRES | {"HOST": "db.example.org", "OPTIONS": {"sslmode": "require"}}},
    {"APPLICATION_DATABASE": POSTGRES | {"HOST": "/var/run/postgresql"}},
    {"APPLICATION_DATABASE": POSTGRES | {"HOST": "10.0.0.5"}},
    {"APPLICATION_DATABASE": POSTGRES | {"HOST": "db.internal"}},
    {"REDIS_URL": "rediss://redis.example.org:6379/0"},
    {"REDIS_URL": "redis://[fd00::5]:6379/0"},
    {"EMAIL_USE_TLS": False, "EMAIL_USE_SSL": True},
    {"EMAIL_USE_TLS": False, "EMAIL_HOST": "localhost"},
    {"EMAIL_USE_TLS": False, "EMAIL_BACKEND": "django.core.mail.backends.console.EmailBackend"},
    {"SENTRY_DSN": "https://key@sentry.example.org/1"},
    {"SENTRY_DSN": "http://key@sentry.internal/1"},
    {"SECRET_KEY": base64.b64encode(os.urandom(48)).decode()},
    {"SECRET_KEY": os.urandom(32).hex()},
    {"SECRET_KEY": get_random_secret_key()},
    {"OPERATOR_CONTACT": "https://example.org/contact"},
]
UNSAFE_ENVIRONMENT = {
    "DATABASE_URL": "sqlite:////nowhere/planted.sqlite3",
    "REDIS_URL": "",
    "EMAIL_URL": "",
    "SENTRY_DSN": "http://planted@planted.example/1",
    "SECRET_KEY": "planted-secret",
    "CREDENTIAL_KEYS": "planted:key",
    "BASE_URL": "http://planted.example",
    "TRUSTED_PROXY_COUNT": "0",
    "ALLOWED_HOSTS": "planted.example,*",
    "OPERATOR_NAME": " ",
    "OPERATOR_CONTACT": "planted",
    "MAIL_PROCESSOR": "",
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


@pytest.mark.parametrize("changes", OTHER_SAFE_SETTINGS)
def test_other_safe_settings_are_accepted(changes: dict[str, Any]) -> None:
    assert list_unsafe_settings(SAFE_SETTINGS | changes) == []


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


def test_the_example_is_refused_for_its_two_placeholders_and_the_operator_that_it_cannot_know() -> None:
    result = run_python("manage.py", "check", env=hosted_environment() | read_example())
    assert result.returncode == 1
    names = [line.split()[0] for line in result.stderr.splitlines()]
    assert names == ["SECRET_KEY", "CREDENTIAL_KEYS", *OPERATOR]


def test_the_example_with_real_keys_and_an_operator_passes_every_check() -> None:
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
