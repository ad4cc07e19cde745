"""Registers the tag with which a page includes a part that Jinja2 renders: `{% jinja "matching/month_grid.html" %}`."""

from typing import Any

from django import template
from django.template.loader import get_template
from django.utils.safestring import SafeString, mark_safe

register = template.Library()


@register.simple_tag(takes_context=True)
def jinja(context: Any, name: str, **values: Any) -> SafeString:
    """Returns the part as markup; it knows the names that the page knows here, or only these values."""
    part = get_template(name, using="jinja2")
    return mark_safe(part.render(values or context.flatten()))  # noqa: S308 - Jinja2 has escaped every value
