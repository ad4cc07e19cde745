"""The first page: what this is, a new athlete, or one by code."""

from providers.sandbox.history import HISTORIES
from providers.sandbox.http import Answer, Request, see
from providers.sandbox.pages.look import page
from providers.sandbox.service import Service
from providers.sandbox.store.athletes import is_code


def show(service: Service, request: Request) -> Answer:
    """`GET /`."""
    return page("home")


def ask_for_code(service: Service, request: Request) -> Answer:
    """Where the platform would know its visitor by a cookie: the code has to be given."""
    return page("home", note="Only the athlete sees that. Give the athlete’s code, and all of it is on one page.")


def make(service: Service, request: Request) -> Answer:
    """`POST /athletes`: a new athlete."""
    history = request.form.get("history", "year")
    return see(f"/athletes/{service.store.athletes.make(history if history in HISTORIES else 'year')}/")


def find(service: Service, request: Request) -> Answer:
    """`POST /athletes/open`: on to the athlete of a code."""
    code = request.form.get("code", "").strip().lower()
    if is_code(code) and service.store.athletes.get(code):
        return see(f"/athletes/{code}/")
    return page("home", 404, code=code, error="No athlete has that code. Look at it again, or make a new athlete.")
