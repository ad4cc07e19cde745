"""Renders pages: one set of templates, one stylesheet, strict headers, no script, no cookie."""

from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from django.template import Context, Engine

from providers.sandbox.http import SandboxRequest, SandboxResponse
from providers.sandbox.service import SandboxService

TEMPLATES = Path(__file__).resolve().parent.parent / "templates"
ENGINE = Engine(dirs=[str(TEMPLATES)])
POLICY = "default-src 'none'; style-src 'self'; img-src data:; frame-ancestors 'none'; base-uri 'none'; form-action "


def render_page(template: str, status: int = 200, form_target: str = "", **context: Any) -> SandboxResponse:
    """Returns a page; its forms may lead on to the host of the address `form_target`."""
    text = ENGINE.get_template(f"{template}.html").render(Context(context, use_l10n=False))
    return SandboxResponse(status, text.encode(), "text/html; charset=utf-8", _headers(form_target))


def serve_stylesheet(service: SandboxService, request: SandboxRequest) -> SandboxResponse:
    """Answers `GET /sandbox.css`."""
    return SandboxResponse(200, (TEMPLATES / "sandbox.css").read_bytes(), "text/css; charset=utf-8", _headers(""))


def render_not_found() -> SandboxResponse:
    """Returns the page that says that nothing has this address."""
    return render_page("not_found", 404)


def _headers(form_target: str) -> tuple[tuple[str, str], ...]:
    url = urlsplit(form_target)
    origin = f" {url.scheme}://{url.netloc.rpartition('@')[2]}" if form_target else ""
    return (
        ("Content-Security-Policy", f"{POLICY}'self'{origin}"),
        ("X-Content-Type-Options", "nosniff"),
        ("Referrer-Policy", "no-referrer"),
        ("Cache-Control", "no-store"),
    )
