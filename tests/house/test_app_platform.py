"""The spec for DigitalOcean App Platform fits tracekit, as far as that can be checked without the platform."""

import base64
import os
import re
import shlex
from typing import Any

import pytest
import yaml
from django.core.management import get_commands

from tests.house.deployment_files import ROOT, read_procfile, setting_names
from tests.site.hosted_install import run_python

TEXT = (ROOT / ".do/app.yaml").read_text()
SPEC: dict[str, Any] = yaml.safe_load(TEXT)
KINDS = ("jobs", "services", "workers")
COMPONENTS: dict[str, dict[str, Any]] = {component["name"]: component for kind in KINDS for component in SPEC[kind]}
ANNOUNCED = {"MAIL_PROCESSOR", "OPERATOR_NAME", "OPERATOR_CONTACT"}
"""A hosted install names these on its privacy page."""

# These are the keys that we use of the app specification (AppSpec in github.com/digitalocean/godo).
TOP_LEVEL_KEYS = {"name", "region", "domains", "ingress", "alerts", "envs", *KINDS} | {
    "disable_edge_cache",
    "disable_email_obfuscation",
}
COMPONENT_KEYS = {"name", "git", "dockerfile_path", "run_command", "instance_size_slug", "instance_count"} | {
    "envs",
    "alerts",
    "termination",
}
KEYS_BY_KIND = {
    "jobs": COMPONENT_KEYS | {"kind"},
    "services": COMPONENT_KEYS | {"http_port", "health_check", "liveness_health_check"},
    "workers": COMPONENT_KEYS,
}
HEALTH_CHECK_KEYS = {"http_path", "initial_delay_seconds", "period_seconds", "timeout_seconds"}
VARIABLE_KEYS = {"key", "value", "scope", "type"}
EXAMPLE_SECRETS = {
    "SECRET_KEY": base64.b64encode(os.urandom(48)).decode(),
    "CREDENTIAL_KEYS": f"k1:{base64.b64encode(os.urandom(32)).decode()}",
    "DATABASE_URL": "postgres://tracekit_app:example@db.example.org:25061/tracekit?sslmode=require",
    "RELEASE_DATABASE_URL": "postgres://doadmin:example@db.example.org:25060/tracekit?sslmode=require",
    "REDIS_URL": "rediss://default:example@valkey.example.org:25061/0",
    "EMAIL_URL": "smtp+tls://name:example@smtp.example.org:2525",
    "FILES_KEY": "example",
    "FILES_SECRET": "example",
}


def variables(component: dict[str, Any]) -> list[dict[str, str]]:
    """Returns the variables that a component gets: those of the app, and its own."""
    return [*SPEC["envs"], *component.get("envs", [])]


def environment_of(name: str) -> dict[str, str]:
    """Returns the environment of a component with the secrets of an example."""
    values = {variable["key"]: variable.get("value", "") for variable in variables(COMPONENTS[name])}
    secrets = {key: EXAMPLE_SECRETS[key] for key, value in values.items() if not value}
    return {"PATH": os.environ["PATH"]} | values | secrets


def test_the_spec_uses_only_keys_of_the_specification() -> None:
    assert set(SPEC) == TOP_LEVEL_KEYS
    for kind in KINDS:
        assert all(set(component) <= KEYS_BY_KIND[kind] for component in SPEC[kind])
    for check in ("health_check", "liveness_health_check"):
        assert set(COMPONENTS["web"][check]) == HEALTH_CHECK_KEYS


def test_every_variable_is_a_setting_and_only_secrets_lack_a_value() -> None:
    for component in COMPONENTS.values():
        keys = [variable["key"] for variable in variables(component)]
        assert len(keys) == len(set(keys))
        assert set(keys) <= setting_names() | ANNOUNCED
        for variable in variables(component):
            assert set(variable) <= VARIABLE_KEYS
            assert variable["scope"] == "RUN_TIME", "a build needs none, and would store it in the image"
            assert ("value" in variable) != (variable.get("type") == "SECRET"), variable["key"]
    assert not re.search(r"postgres://|rediss?://|smtp\+", TEXT)


def test_every_setting_that_a_hosted_install_demands_is_there() -> None:
    demanded = set(re.findall(r"^(\w+) must ", run_python("manage.py", "check", env={"HOSTED": "true"}).stderr, re.M))
    assert {"DATABASE_URL", "REDIS_URL", "EMAIL_URL", "SECRET_KEY", "BASE_URL", "ALLOWED_HOSTS"} <= demanded
    assert demanded | ANNOUNCED <= set(environment_of("web"))


@pytest.mark.parametrize("name", COMPONENTS)
def test_each_component_boots_hosted_with_its_values_and_example_secrets(name: str) -> None:
    result = run_python("manage.py", "check", env=environment_of(name))
    assert (result.returncode, result.stderr) == (0, "")


def test_the_values_are_refused_without_the_secrets() -> None:
    result = run_python("manage.py", "check", env=environment_of("web") | {"SECRET_KEY": "", "CREDENTIAL_KEYS": ""})
    assert re.findall(r"^(\w+) must ", result.stderr, re.MULTILINE) == ["SECRET_KEY", "CREDENTIAL_KEYS"]


def test_each_component_is_a_line_of_the_procfile() -> None:
    assert set(COMPONENTS) == set(read_procfile())
    for name, component in COMPONENTS.items():
        words = shlex.split(component["run_command"])
        commands = [shlex.split(text) for text in words[2].split(" && ")] if words[:2] == ["sh", "-c"] else [words]
        assert commands[-1][-2:] == ["bin/run", name]
        assert [command[1:3] for command in commands[:-1]] in ([], [["manage.py", "collectstatic"]])
        assert (len(commands) == 2) == (name != "release"), "release collects the static files by itself"
        assert component["dockerfile_path"] == "Dockerfile"
    assert "collectstatic" in get_commands()


def test_the_release_alone_runs_first_and_as_the_owner_of_the_tables() -> None:
    assert [(job["name"], job["kind"]) for job in SPEC["jobs"]] == [("release", "PRE_DEPLOY")]
    owners = {name for name in COMPONENTS if "RELEASE_DATABASE_URL" in environment_of(name)}
    assert owners == {"release"}


def test_requests_reach_the_web_process_through_the_proxies_of_the_platform() -> None:
    web, values = COMPONENTS["web"], environment_of("web")
    assert SPEC["ingress"]["rules"] == [{"match": {"path": {"prefix": "/"}}, "component": {"name": "web"}}]
    assert (values["HOST"], values["PORT"], values["TRUSTED_PROXIES"]) == ("0.0.0.0", str(web["http_port"]), "*")
    assert {web[check]["http_path"] for check in ("health_check", "liveness_health_check")} == {"/health/live"}
    assert values["BASE_URL"] == f"https://{SPEC['domains'][0]['domain']}" == f"https://{values['ALLOWED_HOSTS']}"


def test_every_component_has_more_time_to_stop_than_it_needs() -> None:
    graceful_timeout_s = int(re.findall(r"--graceful-timeout (\d+)", read_procfile()["web"])[0])
    assert all(
        component["termination"]["grace_period_seconds"] > graceful_timeout_s for component in COMPONENTS.values()
    )
