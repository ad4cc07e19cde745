"""How pages are made: one set of templates, one stylesheet, strict headers, no script, no cookie."""

from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from django.template import Context, Engine

from providers.sandbox.http import Answer, Request
from providers.sandbox.service import Service

TEMPLATES = Path(__file__).resolve().parent.parent / "templates"
ENGINE = Engine(dirs=[str(TEMPLATES)])
POLICY = "default-src 'none'; style-src 'self'; img-src data:; frame-ancestors 'none'; base-uri 'none'; form-action "


def page(template: str, status: int = 200, leads_to: str = "", **context: Any) -> Answer:
    """A page; its forms may lead on to the host of the address `leads_to`."""
    text = ENGINE.get_template(f"{template}.html").render(Context(context, use_l10n=False))
    return Answer(status, text.encode(), "text/html; charset=utf-8", _headers(leads_to))


def stylesheet(service: Service, request: Request) -> Answer:
    """`/look.css`."""
    return Answer(200, (TEMPLATES / "look.css").read_bytes(), "text/css; charset=utf-8", _headers(""))


def not_found() -> Answer:
    """Nothing is here."""
    return page("not_found", 404)


def _headers(leads_to: str) -> tuple[tuple[str, str], ...]:
    parts = urlsplit(leads_to)
    origin = f" {parts.scheme}://{parts.netloc.rpartition('@')[2]}" if leads_to else ""
    return (
        ("Content-Security-Policy", f"{POLICY}'self'{origin}"),
        ("X-Content-Type-Options", "nosniff"),
        ("Referrer-Policy", "no-referrer"),
        ("Cache-Control", "no-store"),
    )
