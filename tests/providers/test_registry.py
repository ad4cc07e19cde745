"""Every provider's folder is registered, complete, and held by the import contracts."""

import inspect
import re
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any, ClassVar, get_type_hints

import pytest
from django.conf import settings

from activities.provider_labels import PROVIDER_LABELS
from providers import registry
from providers.contract import Platform, Provider
from providers.registry import PROVIDERS
from providers.services.push import WRITERS

PACKAGE: Path = settings.BASE_DIR / "providers"
OTHER_FOLDERS = {"management", "migrations", "sandbox", "services", "web"}
"""These folders of the app are not a provider's."""
SHARED_MODULES = {
    "contract",
    "credentials",
    "errors",
    "http",
    "oauth",
    "payload",
    "rate_limits",
    "skipped_item",
    "webhook_events",
}
"""The folders build on these modules, so that the same contract holds for them."""


def provider_folders() -> set[str]:
    """Returns the folders of the package that should hold a provider."""
    folders = {path.name for path in PACKAGE.iterdir() if path.is_dir() and any(path.glob("*.py"))}
    return folders - OTHER_FOLDERS


def contract(name: str) -> dict[str, Any]:
    """Returns the import contract of that name."""
    configuration = tomllib.loads((settings.BASE_DIR / "pyproject.toml").read_text())
    contracts = configuration["tool"]["importlinter"]["contracts"]
    (matching,) = [entry for entry in contracts if entry["name"] == name]
    return dict(matching)


def modules(contract: dict[str, Any], key: str) -> set[str]:
    """Returns the modules below `providers` that an import contract names under a key, without the package's name."""
    return {name.removeprefix("providers.") for name in contract[key] if name.startswith("providers.")}


def folder_of(value: object) -> str:
    """Returns the folder that a provider's or a writer's class lies in."""
    _, folder, _ = type(value).__module__.split(".")
    return folder


def missing_facts(provider: Provider) -> Iterator[str]:
    """Yields the facts that the contract asks a provider for and that its class does not declare."""
    declaring = Platform if isinstance(provider, Platform) else Provider
    for name in get_type_hints(declaring):
        if not hasattr(provider, name):
            yield name


def test_every_folder_is_registered() -> None:
    assert provider_folders() == {folder_of(provider) for provider in PROVIDERS.values()}


def test_a_folder_that_nobody_registered_is_noticed(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / "komoot").mkdir()
    (tmp_path / "komoot" / "provider.py").touch()
    monkeypatch.setitem(globals(), "PACKAGE", tmp_path)
    with pytest.raises(AssertionError):
        test_every_folder_is_registered()


@pytest.mark.parametrize("folder", sorted(provider_folders()))
def test_every_folder_has_a_provider_module(folder: str) -> None:
    assert (PACKAGE / folder / "provider.py").exists()


def test_the_folders_are_kept_from_models_and_settings() -> None:
    listed = modules(contract("A provider's folder knows no model and no setting"), "source_modules")
    assert listed == provider_folders() | SHARED_MODULES


def test_the_sandbox_is_kept_from_the_folders() -> None:
    listed = modules(contract("The sandbox knows nothing of tracekit"), "forbidden_modules")
    assert provider_folders() | SHARED_MODULES <= listed


def test_only_push_may_import_writers() -> None:
    writers = contract("Only the door holds what can write")
    folders = {folder for folder in provider_folders() if (PACKAGE / folder / "writer.py").exists()}
    assert modules(writers, "protected_modules") == {f"{folder}.writer" for folder in folders}
    assert writers["allowed_importers"] == ["providers.services.push"]
    assert {folder_of(writer) for writer in WRITERS.values()} == folders


def test_only_writers_and_webhooks_are_imported_by_name() -> None:
    """The import contracts see no module that is imported by its name, so no other code may do so."""
    by_name = re.compile(r"\b(importlib|import_module|__import__|import_string)\b")
    apps = ("accounts", "activities", "matching", "providers", "tracekit_site")
    folders = [settings.BASE_DIR / app for app in apps]
    files = [path for folder in folders for path in folder.rglob("*.py") if by_name.search(path.read_text())]
    assert {str(path.relative_to(settings.BASE_DIR)) for path in files} == {
        "providers/services/push.py",
        "providers/services/webhooks.py",  # a webhook only reads what a platform has sent
        "tracekit_site/web_server/body_check.py",  # the settings name the app that it serves
    }


@pytest.mark.parametrize("provider", PROVIDERS.values(), ids=PROVIDERS)
def test_every_provider_declares_its_facts(provider: Provider) -> None:
    assert list(missing_facts(provider)) == []
    assert provider.name in {label.provider for label in PROVIDER_LABELS}
    assert bool(provider.writable_fields) == (provider.name in WRITERS)
    assert not inspect.isabstract(type(provider))


def test_a_fact_that_is_not_declared_is_noticed() -> None:
    class Nameless(Provider):
        label: ClassVar[str] = "Nameless"

    assert list(missing_facts(Nameless())) == ["name"]


def test_the_registry_finds_providers_by_name() -> None:
    assert all(registry.get_provider(name) is provider for name, provider in PROVIDERS.items())
    assert all(provider.name == name for name, provider in PROVIDERS.items())
