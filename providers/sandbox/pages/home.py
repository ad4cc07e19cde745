"""Serves the first page: what the sandbox is, a form for a new athlete, and one to open an athlete by code."""

from providers.sandbox.database.athletes import is_code
from providers.sandbox.history import HISTORIES
from providers.sandbox.http import SandboxRequest, SandboxResponse, redirect_to
from providers.sandbox.pages.rendering import render_page
from providers.sandbox.service import SandboxService


def show_home(service: SandboxService, request: SandboxRequest) -> SandboxResponse:
    """Answers `GET /`."""
    return render_page("home")


def show_code_needed(service: SandboxService, request: SandboxRequest) -> SandboxResponse:
    """Says that the athlete's code is needed, where the platform would know its visitor by a cookie."""
    note = "Only the athlete can see this. Enter the athlete’s code to see everything on one page."
    return render_page("home", note=note)


def create_athlete(service: SandboxService, request: SandboxRequest) -> SandboxResponse:
    """Answers `POST /athletes`: creates an athlete and leads to its page."""
    history = request.form.get("history", "year")
    code = service.database.athletes.create(history if history in HISTORIES else "year")
    return redirect_to(f"/athletes/{code}/")


def open_athlete(service: SandboxService, request: SandboxRequest) -> SandboxResponse:
    """Answers `POST /athletes/open`: leads to the page of the athlete with a code."""
    code = request.form.get("code", "").strip().lower()
    if is_code(code) and service.database.athletes.get(code):
        return redirect_to(f"/athletes/{code}/")
    error = "No athlete has that code. Check it, or create a new athlete."
    return render_page("home", 404, code=code, error=error)
