"""No field of a form is called as a member of the form: it would hide that member from htmx and from our scripts."""

import importlib
import pkgutil
import re
from collections.abc import Iterator

import pytest
from django import forms
from django.conf import settings
from playwright.sync_api import Page

import accounts.forms

TEMPLATES = settings.BASE_DIR / "templates"
MEMBERS = (
    "() => { const names = []; for (const name in document.createElement('form')) names.push(name); return names; }"
)
FIELD = re.compile(r"<(?:input|button|select|textarea)\b[^>]*?\sname=\"([^\"{]+)\"", re.DOTALL)
READ_BY_DJANGO = {"action"}
"""Django's admin reads this name; its lists have neither htmx nor a script that asks a form for its address."""


def template_fields() -> set[str]:
    """Returns the names that stand in templates."""
    return {name for path in TEMPLATES.rglob("*.html") for name in FIELD.findall(path.read_text())}


def form_fields() -> set[str]:
    """Returns the names that the form classes give to their fields in a page."""
    for module in pkgutil.iter_modules(accounts.forms.__path__, "accounts.forms."):
        importlib.import_module(module.name)
    return {name for form_class in subclasses(forms.BaseForm) for name in html_names(form_class)}


def subclasses(form_class: type[forms.BaseForm]) -> Iterator[type[forms.BaseForm]]:
    """Yields the form classes of tracekit among those that derive from a class."""
    for subclass in form_class.__subclasses__():
        if subclass.__module__.startswith("accounts.forms"):
            yield subclass
        yield from subclasses(subclass)


def html_names(form_class: type[forms.BaseForm]) -> Iterator[str]:
    """Yields the names of the declared fields of a form, as they stand in a page."""
    form = form_class.__new__(form_class)
    form.prefix = None
    for name in getattr(form_class, "base_fields", {}):
        yield form.add_prefix(name)


@pytest.mark.browser
def test_no_field_hides_a_member_of_its_form(anonymous_page: Page) -> None:
    names = template_fields() | form_fields()
    assert {"expected_before", "passkey_name", "time_zone"} <= names
    assert names & set(anonymous_page.evaluate(MEMBERS)) <= READ_BY_DJANGO
