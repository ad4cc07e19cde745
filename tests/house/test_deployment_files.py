"""The compose file and what it names fit together, as far as that can be checked without a container engine."""

import re
import shlex
import shutil
import subprocess
import sys
from fnmatch import fnmatch
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.core.management import get_commands

from tests.house.deployment_files import (
    ROOT,
    VARIABLE,
    fill_in,
    image_contents,
    read_compose,
    read_mounted_file,
    read_procfile,
    setting_names,
)
from tests.site.hosted_install import read_example
from tracekit_site.command_line import COMMANDS

COMPOSE = read_compose()
SERVICES: dict[str, dict[str, Any]] = COMPOSE["services"]
OWN_SERVICES = {name for name, service in SERVICES.items() if service["image"] == "tracekit"}
SHARED_IMAGES = {f"docker.io/library/{name}" for name in ("postgres", "redis", "caddy")}
"""The names are whole, because Podman has no default registry."""

# These are the keys that we use of the Compose Specification (github.com/compose-spec/compose-spec). All of them are
# older than Docker Compose 2.20; `env_file` with `required` and `configs` with `content` are younger.
TOP_LEVEL_KEYS = {"name", "services", "networks", "volumes"}
SERVICE_KEYS = {
    *("build", "image", "command", "init", "read_only", "cap_drop", "security_opt", "restart", "stop_grace_period"),
    *("environment", "entrypoint", "volumes", "networks", "depends_on", "ports", "healthcheck", "profiles"),
    "mem_limit",
    "cpu_shares",
}
SETTINGS = setting_names() | {"WEB_CONCURRENCY"}
FIXED_SETTINGS = ("DATA_DIR", "HOST", "PASSWORDS_DIR")
HEALTHCHECK_KEYS = {"test", "interval", "timeout", "start_period"}
CONDITIONS = {"service_healthy", "service_completed_successfully"}
DURATION = re.compile(r"\d+s")


def test_the_compose_file_uses_only_keys_of_the_specification() -> None:
    assert {name for name in COMPOSE if not name.startswith("x-")} == TOP_LEVEL_KEYS
    for name, service in SERVICES.items():
        assert set(service) <= SERVICE_KEYS, name
        check = service.get("healthcheck", {"test": ["CMD"]})
        assert set(check) <= HEALTHCHECK_KEYS
        assert check["test"][0] == "CMD"
        durations = [value for key, value in check.items() if key != "test"]
        assert all(DURATION.fullmatch(value) for value in [*durations, service.get("stop_grace_period", "10s")])


def test_no_service_can_take_all_of_the_machine_and_pages_come_before_background_work() -> None:
    assert all(set(service) >= {"mem_limit", "cpu_shares"} for service in SERVICES.values())
    shares = {name: service["cpu_shares"] for name, service in SERVICES.items()}
    assert shares["beat"] < shares["worker"] < min(shares["web"], shares["db"], shares["redis"])


def test_services_use_exactly_the_volumes_networks_and_files_that_exist() -> None:
    used: dict[str, set[str]] = {"volumes": set(), "networks": set()}
    files = set()
    for service in SERVICES.values():
        sources = {volume.split(":")[0] for volume in service["volumes"] if ":" in volume}
        files |= {source for source in sources if source.startswith("./")}
        used["volumes"] |= {source for source in sources if not source.startswith("./")}
        used["networks"] |= set(service.get("networks", ["default"]))
        for other_name, dependency in service.get("depends_on", {}).items():
            assert dependency["condition"] in CONDITIONS
            assert other_name in SERVICES
            is_checked = "healthcheck" in SERVICES[other_name]
            assert is_checked == (dependency["condition"] == "service_healthy"), other_name
    for kind, names in used.items():
        assert names == set(COMPOSE[kind]), kind
    assert files == {f"./{path.relative_to(ROOT)}" for path in (ROOT / "deploy").iterdir()}


def test_no_dependency_has_dependencies_because_older_podman_cannot_start_them() -> None:
    assert {name for name, service in SERVICES.items() if "depends_on" in service} == {"web", "worker", "beat"}
    for name in ("web", "worker", "beat"):
        assert set(SERVICES[name]["depends_on"]) == {"db", "redis", "release"}


def test_only_the_proxy_needs_a_profile() -> None:
    assert {name: service.get("profiles") for name, service in SERVICES.items() if "profiles" in service} == {
        "proxy": ["https"]
    }
    for service in SERVICES.values():
        assert "proxy" not in service.get("depends_on", {})


def test_the_proxy_keeps_caddys_own_choice_of_tls() -> None:
    """Caddy takes TLS 1.2 and newer with strong ciphers, and gets a certificate that browsers trust by itself."""
    text = read_mounted_file("proxy", "/etc/caddy/Caddyfile")
    lines = [line.strip() for line in text.splitlines() if not line.lstrip().startswith("#")]
    assert not [line for line in lines if line.startswith(("tls", "auto_https", "skip_install_trust", "local_certs"))]
    assert not [line for line in lines if line.startswith(("protocols", "trusted_proxies", "file_server", "browse"))]


def test_each_process_is_a_line_of_the_procfile() -> None:
    assert {name: SERVICES[name]["command"] for name in OWN_SERVICES} == {
        name: ["bin/run", name] for name in read_procfile()
    }


def test_every_program_of_the_procfile_exists() -> None:
    for line in read_procfile().values():
        for command in line.split(" && "):
            arguments = shlex.split(command.removeprefix("exec "))
            assert shutil.which(arguments[0], path=f"{ROOT / '.venv/bin'}"), arguments[0]
    assert (ROOT / "bin/run").stat().st_mode & 0o111


def test_shared_images_are_pinned_to_a_major_version() -> None:
    images = {service["image"].split(":")[0]: service["image"] for service in SERVICES.values()}
    assert set(images) == {"tracekit", *SHARED_IMAGES}
    for name in SHARED_IMAGES:
        assert re.fullmatch(rf"{name}:\d+-[a-z]+", images[name]), images[name]
    assert int(images["docker.io/library/postgres"].split(":")[1].split("-")[0]) >= 17


def test_every_variable_is_a_setting_with_a_working_default() -> None:
    text = (ROOT / "docker-compose.yml").read_text()
    assert {name for name, _ in VARIABLE.findall(text)} <= SETTINGS
    assert "$" not in re.sub(r"\$\{\w+:-[^}]*\}", "", text), "without a default Compose warns of each unset variable"
    for name in OWN_SERVICES:
        owners_address = set() if name == "release" else {"RELEASE_DATABASE_URL"}  # the release alone changes tables
        assert set(SERVICES[name]["environment"]) == SETTINGS - owners_address
        for setting, value in SERVICES[name]["environment"].items():
            assert setting in FIXED_SETTINGS or VARIABLE.findall(value)[0][0] == setting


def test_database_and_redis_are_reachable_from_inside_only() -> None:
    assert COMPOSE["networks"] == {"default": {}, "inside": {"internal": True}}
    for name in ("db", "redis"):
        assert SERVICES[name]["networks"] == ["inside"]
        assert "ports" not in SERVICES[name]
    published = {name: service["ports"] for name, service in SERVICES.items() if "ports" in service}
    assert set(published) == {"web", "proxy"}


def test_the_port_is_the_same_everywhere() -> None:
    for port in ("8000", "9000"):
        values = {"PORT": port, "HOST": "127.0.0.1"} if port == "9000" else {}
        (published,) = (fill_in(port_mapping, values) for port_mapping in SERVICES["web"]["ports"])
        assert published == f"{values.get('HOST', '0.0.0.0')}:{port}:{port}"
        assert fill_in(SERVICES["web"]["environment"]["PORT"], values) == port
        assert fill_in(SERVICES["proxy"]["environment"]["PORT"], values) == port
    assert "reverse_proxy web:{$PORT:8000}" in read_mounted_file("proxy", "/etc/caddy/Caddyfile")
    assert SERVICES["web"]["environment"]["HOST"] == "0.0.0.0"
    assert "--config python:tracekit_site.web_server.config" in read_procfile()["web"], "it listens on PORT"


def test_containers_can_change_nothing_but_their_data() -> None:
    for name, service in SERVICES.items():
        assert service["security_opt"] == ["no-new-privileges:true"], name
        if name in OWN_SERVICES:
            assert (service["read_only"], service["cap_drop"]) == (True, ["ALL"]), name
        for volume in service["volumes"]:
            assert not volume.startswith("./") or volume.endswith(":ro,z"), volume  # z: SELinux, as with podman


def test_every_process_has_more_time_to_stop_than_it_needs() -> None:
    graceful_timeout_s = int(re.findall(r"--graceful-timeout (\d+)", read_procfile()["web"])[0])
    for name in OWN_SERVICES:
        assert int(SERVICES[name]["stop_grace_period"].removesuffix("s")) > graceful_timeout_s
    assert {name: service["restart"] for name, service in SERVICES.items()} == {
        name: "no" if name == "release" else "unless-stopped" for name in SERVICES
    }


def test_the_hosted_example_fits_the_compose_file() -> None:
    example = read_example()
    (published,) = (fill_in(port_mapping, example) for port_mapping in SERVICES["web"]["ports"])
    assert published.startswith("127.0.0.1:"), "only the proxy may reach it"
    assert fill_in(SERVICES["proxy"]["environment"]["BASE_URL"], example) == example["BASE_URL"]
    assert "\n{$BASE_URL:https://localhost} {\n" in read_mounted_file("proxy", "/etc/caddy/Caddyfile")
    database, redis = urlsplit(example["DATABASE_URL"]), urlsplit(example["REDIS_URL"])
    owner = urlsplit(example["RELEASE_DATABASE_URL"])
    assert (database.hostname, owner.hostname, redis.hostname) == ("db", "db", "redis")
    assert database.path == owner.path
    assert (database.password, owner.password) == (None, None), "compose generates it"
    role = read_mounted_file("db", "/docker-entrypoint-initdb.d/role.sql")
    assert f"CREATE DATABASE {owner.path[1:]} OWNER {owner.username};" in role
    assert f"CREATE ROLE {database.username} LOGIN " in role
    for name in ("pg_hba.conf", "pg_hba_without_password.conf"):
        access_rules = read_mounted_file("db", f"/etc/postgresql/{name}")
        assert f"\nhost {owner.path[1:]} {owner.username},{database.username} samenet " in access_rules


def test_the_guide_names_only_services_and_commands_that_exist() -> None:
    text = (ROOT / "docs/self-hosting.md").read_text()
    services = re.findall(r"docker compose (?:exec|run|logs)(?: -\S+| --\S+)* (\w+)", text)
    assert len(services) > 10
    assert set(services) <= set(SERVICES)
    assert set(re.findall(r"bin/run (\w+)", text)) <= set(read_procfile())
    assert set(re.findall(r"^ +([A-Z_]+)='", text, re.MULTILINE)) <= setting_names()
    for program, command in re.findall(r"python (manage\.py|-m tracekit) ([\w-]+)", text):
        assert command in (get_commands() if program == "manage.py" else COMMANDS), command


DOCKERFILE = (ROOT / "Dockerfile").read_text()
IMAGE_CONTENTS = image_contents()


def test_the_image_holds_everything_that_runs() -> None:
    assert (ROOT / ".dockerignore").read_text().split("\n")[1] == "*"
    assert all((ROOT / name).exists() for name in IMAGE_CONTENTS)
    packages = re.findall(r"root_packages = \[(.+)\]", (ROOT / "pyproject.toml").read_text())[0]
    assert {name.strip('"') for name in packages.split(", ")} <= set(IMAGE_CONTENTS)
    assert {"Procfile", "manage.py", "tracekit.py", "bin/run", "templates", "static"} <= set(IMAGE_CONTENTS)


@pytest.mark.parametrize("name", [".env", ".git", "data", "data/secret-key", ".venv", "tests", "bench"])
def test_no_secret_and_no_data_goes_into_the_image(name: str) -> None:
    assert not any(fnmatch(name, f"{path}*") for path in IMAGE_CONTENTS)
    assert not re.search(r"^(ARG|ENV)\b.*(KEY|SECRET|PASSWORD|_URL)", DOCKERFILE, re.MULTILINE)


def test_the_image_is_built_from_hashed_locks_and_runs_without_privileges() -> None:
    for source in re.findall(r"^COPY (.+) \S+$", DOCKERFILE, re.MULTILINE):
        assert all(name == "." or (ROOT / name).is_file() for name in source.split())
    assert "--require-hashes" in DOCKERFILE
    for lock in re.findall(r"for lock in (.+?);", DOCKERFILE)[0].split():
        assert (ROOT / f"requirements/{lock}.txt").exists()
        assert f"requirements/{lock}.txt" in IMAGE_CONTENTS
    user = re.findall(r"^USER (\w+)", DOCKERFILE, re.MULTILINE)[-1]
    assert re.search(rf"useradd .*{user}", DOCKERFILE)
    assert re.search(rf"install -d -o {user} .*-m 1777 {SERVICES['web']['environment']['DATA_DIR']}", DOCKERFILE)
    assert "chmod -R a+rX ." in DOCKERFILE, "any user may run it"
    assert re.findall(r"^CMD (.+)$", DOCKERFILE, re.MULTILINE) == ['["bin/run", "web"]']


@pytest.mark.parametrize(("max_size", "status"), [(2**63 - 1, 0), (2**31 - 1, 1)], ids=["64 bit", "32 bit"])
def test_the_image_is_built_on_64_bit_systems_only(max_size: int, status: int) -> None:
    script = re.findall(r'^RUN python -c "(.+)"$', DOCKERFILE, re.MULTILINE)[0]
    command = [sys.executable, "-c", f"import sys; sys.maxsize = {max_size}; {script}"]
    result = subprocess.run(command, capture_output=True, text=True)
    assert result.returncode == status
    assert ("tracekit needs a 64-bit system" in result.stderr) == bool(status)
