"""Sets up Jinja2 for the parts of pages that repeat many times; `docs/decisions/0013-fast-pages.md` says why."""

import re
from typing import Any
from uuid import UUID

from django.http import HttpRequest
from django.template.loader import get_template
from django.templatetags.static import static
from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe
from jinja2 import Environment, StrictUndefined

from accounts.addresses import address_of
from activities.templatetags.formatting import register

_INDENTATION = re.compile(r"\n\s+")


def environment(**options: Any) -> Environment:
    """Returns the environment: every value is escaped, an unknown name is an error, filters are those of all pages."""
    options |= {"undefined": StrictUndefined, "trim_blocks": True, "lstrip_blocks": True}
    options.pop("autoescape")
    jinja = Environment(autoescape=True, **options)
    jinja.filters |= {**register.filters, "compact": compact}
    jinja.globals |= {"url": url, "static": static, "page_part": page_part}
    return jinja


def url(name: str, *args: Any) -> str:
    """Returns the address of a page, as the tag of that name in Django's templates does."""
    if len(args) == 1 and isinstance(args[0], UUID):
        return address_of(name, args[0])
    return reverse(name, args=args)


def compact(markup: str) -> str:
    """Returns the markup without the indentation of its lines, which is a sixth of a list."""
    return mark_safe(_INDENTATION.sub("\n", markup))  # noqa: S308 - Jinja2 has escaped it


def page_part(name: str, request: HttpRequest, **context: Any) -> SafeString:
    """Returns a part that Django's templates render, for what is rare and also stands alone."""
    return mark_safe(get_template(name, using="django").render(context, request))  # noqa: S308 - Django has escaped it
