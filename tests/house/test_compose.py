"""The compose file and what it names, as far as that can be told without a container engine."""

import re
import shlex
import shutil
from fnmatch import fnmatch
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.core.management import get_commands

from tests.house.compose import ROOT, VARIABLE, compose, filled_in, let_in, lines_of_procfile, settings_read
from tests.site import hosted
from tracekit_site.command_line import COMMANDS

FILE = compose()
SERVICES: dict[str, dict[str, Any]] = FILE["services"]
OURS = {name for name, service in SERVICES.items() if service["image"] == "tracekit"}
SHARED_IMAGES = {"postgres", "redis", "caddy"}

# The keys of the Compose Specification (github.com/compose-spec/compose-spec, schema/compose-spec.json) that we use.
TOP = {"name", "services", "configs", "networks", "volumes"}
OF_SERVICE = {
    *("build", "image", "command", "init", "read_only", "cap_drop", "security_opt", "restart", "stop_grace_period"),
    *("env_file", "environment", "volumes", "networks", "depends_on", "ports", "healthcheck", "configs", "profiles"),
}
OF_HEALTHCHECK = {"test", "interval", "timeout", "start_period"}
CONDITIONS = {"service_healthy", "service_completed_successfully"}
LENGTH = re.compile(r"\d+s")


def test_it_holds_nothing_but_what_the_specification_knows() -> None:
    assert {name for name in FILE if not name.startswith("x-")} == TOP
    for name, service in SERVICES.items():
        assert set(service) <= OF_SERVICE, name
        check = service.get("healthcheck", {"test": ["CMD"]})
        assert set(check) <= OF_HEALTHCHECK
        assert check["test"][0] == "CMD"
        lengths = [value for key, value in check.items() if key != "test"]
        assert all(LENGTH.fullmatch(one) for one in [*lengths, service.get("stop_grace_period", "10s")])
    for config in FILE["configs"].values():
        assert set(config) == {"content"}


def test_everything_that_a_service_names_is_there_and_nothing_is_there_for_nobody() -> None:
    named: dict[str, set[str]] = {"volumes": set(), "networks": set(), "configs": set()}
    for service in SERVICES.values():
        named["volumes"] |= {one.split(":")[0] for one in service["volumes"] if ":" in one}
        named["networks"] |= set(service.get("networks", ["default"]))
        named["configs"] |= {one["source"] for one in service.get("configs", [])}
        for other, wanted in service.get("depends_on", {}).items():
            assert wanted["condition"] in CONDITIONS
            assert other in SERVICES
            is_checked = "healthcheck" in SERVICES[other]
            assert is_checked == (wanted["condition"] == "service_healthy"), other
    for kind, names in named.items():
        assert names - {"default"} == set(FILE[kind]), kind


def test_only_the_proxy_waits_for_its_profile() -> None:
    assert {name: service.get("profiles") for name, service in SERVICES.items() if "profiles" in service} == {
        "proxy": ["https"]
    }
    for service in SERVICES.values():
        assert "proxy" not in service.get("depends_on", {})


def test_each_process_of_ours_is_a_line_of_the_procfile() -> None:
    assert {name: SERVICES[name]["command"] for name in OURS} == {
        name: ["bin/run", name] for name in lines_of_procfile()
    }


def test_every_program_that_is_run_is_there() -> None:
    for line in lines_of_procfile().values():
        for command in line.split(" && "):
            words = shlex.split(command.removeprefix("exec "))
            assert shutil.which(words[0], path=f"{ROOT / '.venv/bin'}"), words[0]
    assert (ROOT / "bin/run").stat().st_mode & 0o111


def test_images_that_are_not_ours_are_pinned_to_a_major() -> None:
    images = {service["image"].split(":")[0]: service["image"] for service in SERVICES.values()}
    assert set(images) == {"tracekit", *SHARED_IMAGES}
    for name in SHARED_IMAGES:
        assert re.fullmatch(rf"{name}:\d+-[a-z]+", images[name]), images[name]
    assert int(images["postgres"].split(":")[1].split("-")[0]) >= 17


def test_every_variable_is_a_setting_with_a_default_that_works() -> None:
    text = (ROOT / "docker-compose.yml").read_text()
    for name, default in VARIABLE.findall(text):
        assert name in settings_read(), name
        assert default, f"{name} would have to be filled in before the first start"
    assert "$" not in VARIABLE.sub("", text)
    for service in SERVICES.values():
        if service["image"] == "tracekit":
            assert set(service["environment"]) <= settings_read()
            assert service["env_file"] == [{"path": ".env", "required": False}]


def test_the_database_and_redis_are_reached_from_inside_alone() -> None:
    assert FILE["networks"] == {"inside": {"internal": True}}
    for name in ("db", "redis"):
        assert SERVICES[name]["networks"] == ["inside"]
        assert "ports" not in SERVICES[name]
    published = {name: service["ports"] for name, service in SERVICES.items() if "ports" in service}
    assert set(published) == {"web", "proxy"}


def test_the_port_is_one_and_the_same_everywhere() -> None:
    for port in ("8000", "9000"):
        values = {"PORT": port, "HOST": "127.0.0.1"} if port == "9000" else {}
        (published,) = (filled_in(one, values) for one in SERVICES["web"]["ports"])
        assert published == f"{values.get('HOST', '0.0.0.0')}:{port}:{port}"
        assert filled_in(SERVICES["web"]["environment"]["PORT"], values) == port
        assert f"reverse_proxy web:{port}" in filled_in(FILE["configs"]["proxy"]["content"], values)
    assert SERVICES["web"]["environment"]["HOST"] == "0.0.0.0"
    assert "${PORT:-8000}" in lines_of_procfile()["web"]


def test_what_runs_can_change_nothing_but_its_data() -> None:
    for name, service in SERVICES.items():
        assert service["security_opt"] == ["no-new-privileges:true"], name
        if name in OURS:
            assert (service["read_only"], service["cap_drop"]) == (True, ["ALL"]), name
        if service.get("read_only"):  # what stands in `configs` cannot be put into a container that is read-only
            assert "configs" not in service, name


def test_whatever_stops_has_longer_than_it_takes() -> None:
    graceful = int(re.findall(r"--graceful-timeout (\d+)", lines_of_procfile()["web"])[0])
    for name in OURS:
        assert int(SERVICES[name]["stop_grace_period"].removesuffix("s")) > graceful
    assert {name: service["restart"] for name, service in SERVICES.items()} == {
        name: "no" if name == "release" else "unless-stopped" for name in SERVICES
    }


def test_the_hosted_example_fits_without_a_change_but_its_two_keys() -> None:
    example = hosted.example()
    (published,) = (filled_in(one, example) for one in SERVICES["web"]["ports"])
    assert published.startswith("127.0.0.1:"), "only the proxy may reach it"
    assert filled_in(FILE["configs"]["proxy"]["content"], example).startswith(f"{example['BASE_URL']} {{\n")
    database, redis = urlsplit(example["DATABASE_URL"]), urlsplit(example["REDIS_URL"])
    assert (database.hostname, redis.hostname) == ("db", "redis")
    assert f"CREATE DATABASE {database.path[1:]} OWNER {database.username};" in FILE["configs"]["role"]["content"]
    assert f"host {database.path[1:]} {database.username} samenet" in FILE["configs"]["hba"]["content"]


def test_the_text_names_only_services_and_lines_that_are_there() -> None:
    text = (ROOT / "docs/self-hosting.md").read_text()
    asked = re.findall(r"docker compose (?:exec|run|logs)(?: -\S+| --\S+)* (\w+)", text)
    assert len(asked) > 10
    assert set(asked) <= set(SERVICES)
    assert set(re.findall(r"bin/run (\w+)", text)) <= set(lines_of_procfile())
    assert set(re.findall(r"^ +([A-Z_]+)='", text, re.MULTILINE)) <= settings_read()
    for program, arguments in re.findall(r"python (manage\.py|-m tracekit) ([\w-]+)", text):
        assert arguments in (get_commands() if program == "manage.py" else COMMANDS), arguments


DOCKERFILE = (ROOT / "Dockerfile").read_text()
LET_IN = let_in()


def test_what_goes_into_the_image_is_there_and_is_all_that_runs() -> None:
    assert (ROOT / ".dockerignore").read_text().split("\n")[1] == "*"
    assert all((ROOT / name).exists() for name in LET_IN)
    packages = re.findall(r"root_packages = \[(.+)\]", (ROOT / "pyproject.toml").read_text())[0]
    assert {name.strip('"') for name in packages.split(", ")} <= set(LET_IN)
    assert {"Procfile", "manage.py", "tracekit.py", "bin/run", "templates", "static"} <= set(LET_IN)


@pytest.mark.parametrize("name", [".env", ".git", "data", "data/secret-key", ".venv", "tests", "bench"])
def test_no_secret_and_no_data_goes_into_the_image(name: str) -> None:
    assert not any(fnmatch(name, f"{one}*") for one in LET_IN)
    assert not re.search(r"^(ARG|ENV)\b.*(KEY|SECRET|PASSWORD|_URL)", DOCKERFILE, re.MULTILINE)


def test_the_image_is_built_from_locks_with_hashes_and_runs_as_nobody_special() -> None:
    for source in re.findall(r"^COPY (.+) \S+$", DOCKERFILE, re.MULTILINE):
        assert all(name == "." or (ROOT / name).is_file() for name in source.split())
    assert "--require-hashes" in DOCKERFILE
    for lock in re.findall(r"for lock in (.+?);", DOCKERFILE)[0].split():
        assert (ROOT / f"requirements/{lock}.txt").exists()
        assert f"requirements/{lock}.txt" in LET_IN
    user = re.findall(r"^USER (\w+)", DOCKERFILE, re.MULTILINE)[-1]
    assert re.search(rf"useradd .*{user}", DOCKERFILE)
    assert re.search(rf"install -d -o {user} .*{SERVICES['web']['environment']['DATA_DIR']}", DOCKERFILE)
    assert re.findall(r"^CMD (.+)$", DOCKERFILE, re.MULTILINE) == ['["bin/run", "web"]']
