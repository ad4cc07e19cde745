"""A hosted install does not start unsafe, and says all that is missing at once."""

import re
from typing import Any

import pytest

from tests.site.hosted import environment, example, python
from tracekit_site.hosted import list_unsafe_settings, parse_hosted

SAFE: dict[str, Any] = {
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
UNSAFE = [
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
NOTHING_SAFE = {
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
STARTS = {
    "manage.py": ["manage.py", "migrate"],
    "tracekit": ["-m", "tracekit", "match", "--help"],
    "gunicorn": ["-m", "gunicorn", "tracekit_site.wsgi", "--bind", "127.0.0.1:0", "--no-control-socket"],
    "celery": ["-m", "celery", "-A", "tracekit_site", "worker", "--pool", "solo"],
    "beat": ["-m", "celery", "-A", "tracekit_site", "beat"],
}


def test_what_is_safe_is_not_refused() -> None:
    assert list_unsafe_settings(SAFE) == []


@pytest.mark.parametrize(("name", "unsafe"), UNSAFE)
def test_each_thing_missing_is_one_sentence_that_names_its_setting(name: str, unsafe: dict[str, Any]) -> None:
    (sentence,) = list_unsafe_settings(SAFE | unsafe)
    assert sentence.startswith(f"{name} must ")
    assert sentence.endswith(".")


@pytest.mark.parametrize("how", ["manage.py", "tracekit"])
def test_our_commands_print_every_sentence_and_nothing_else(how: str) -> None:
    ran = python(*STARTS[how], env=environment(**NOTHING_SAFE))
    assert ran.returncode == 1
    assert re.findall(r"^(\w+) must .*\.$", ran.stderr, re.MULTILINE) == list(NOTHING_SAFE)
    assert ran.stderr.count("\n") == len(NOTHING_SAFE)
    assert "planted" not in ran.stderr + ran.stdout


@pytest.mark.slow
@pytest.mark.parametrize("how", ["gunicorn", "celery", "beat"])
def test_every_other_process_ends_with_the_sentences_too(how: str) -> None:
    ran = python(*STARTS[how], env=environment(**NOTHING_SAFE))
    assert ran.returncode != 0
    assert {name for name in NOTHING_SAFE if f"{name} must " in ran.stderr} == set(NOTHING_SAFE)
    assert "planted-secret" not in ran.stderr
    assert "planted:key" not in ran.stderr


def test_the_example_as_it_stands_is_refused_for_its_two_placeholders() -> None:
    ran = python("manage.py", "check", env=environment() | example())
    assert ran.returncode == 1
    assert [line.split()[0] for line in ran.stderr.splitlines()] == ["SECRET_KEY", "CREDENTIAL_KEYS"]


def test_the_example_with_real_keys_passes_every_check_without_a_warning() -> None:
    ran = python("manage.py", "check", "--deploy", "--fail-level", "WARNING", env=environment())
    assert ran.returncode == 0, ran.stderr
    assert "no issues" in ran.stdout
    assert "?:" not in ran.stderr


def test_keys_in_the_data_folder_are_not_taken_when_hosted(tmp_path: Any) -> None:
    real = environment()
    for file, name in (("secret-key", "SECRET_KEY"), ("credential-keys", "CREDENTIAL_KEYS")):
        (tmp_path / file).write_text(real.pop(name))
    ran = python("manage.py", "check", env=real | {"DATA_DIR": str(tmp_path)})
    assert [line.split()[0] for line in ran.stderr.splitlines()] == ["SECRET_KEY", "CREDENTIAL_KEYS"]


def test_without_the_mode_nothing_is_refused(tmp_path: Any) -> None:
    bare = {"PATH": environment()["PATH"], "DATA_DIR": str(tmp_path)}
    ran = python("manage.py", "check", env=bare)
    assert ran.returncode == 0, ran.stderr


@pytest.mark.parametrize("said", ["ture", "hosted", "-"])
def test_a_slip_in_the_mode_itself_is_refused_and_not_taken_for_off(said: str) -> None:
    done = python("manage.py", "check", env=environment(HOSTED=said))
    assert (done.returncode, done.stderr.strip()) == (1, "HOSTED must be true or false.")


@pytest.mark.parametrize(("said", "meant"), [("True", True), ("on", True), ("1", True), ("", False), ("No", False)])
def test_the_mode_is_said_in_the_usual_words(said: str, meant: bool) -> None:
    assert parse_hosted(said) is meant
