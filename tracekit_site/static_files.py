"""Finds the static files that are served, and joins the stylesheets, so that a page waits for few of them."""

import os
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from django.apps import apps
from django.conf import settings
from django.contrib.staticfiles.finders import AppDirectoriesFinder, BaseFinder
from django.core.files.storage import FileSystemStorage

BUNDLES = {
    "css/site.css": ("tokens", "base", "layout", "components", "forms", "pages", "connections", "print"),
    "css/workout-page.css": ("workout", "proposals", "corrections"),
}
"""Each bundle joins these stylesheets in this order: what stands later wins. A page links to at most two files."""


class AppStaticFilesFinder(AppDirectoriesFinder):
    """Finds the static files of every app but Django's admin, whose pages use ours; that saves 160 files per start."""

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__([app.name for app in apps.get_app_configs() if app.label != "admin"], *args, **options)


class BundleFinder(BaseFinder):
    """Finds the bundles, which it writes into the data folder unless they are there already."""

    def __init__(self, *args: Any, **options: Any) -> None:
        self.storage = FileSystemStorage(settings.DATA_DIR / "bundles")
        super().__init__(*args, **options)

    def check(self, **options: Any) -> list[Any]:
        """Finds no fault: the stylesheets are part of the release."""
        return []

    def find(self, path: str, find_all: bool = False, **options: Any) -> Any:
        """Returns the path of a bundle, and nothing for any other file."""
        paths = [self._write(path)] if path in BUNDLES else []
        return paths if find_all else next(iter(paths), [])

    def list(self, ignore_patterns: Iterable[str] | None) -> Iterator[tuple[str, Any]]:
        """Yields the bundles."""
        for path in BUNDLES:
            self._write(path)
            yield path, self.storage

    def _write(self, path: str) -> str:
        sources = (settings.BASE_DIR / f"static/css/{name}.css" for name in BUNDLES[path])
        text = "\n".join(source.read_text() for source in sources)
        bundle = Path(self.storage.path(path))
        if not bundle.exists() or bundle.read_text() != text:
            bundle.parent.mkdir(parents=True, exist_ok=True)
            new = bundle.with_suffix(f".{os.getpid()}")
            new.write_text(text)
            new.replace(bundle)
        return str(bundle)
