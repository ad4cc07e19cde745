"""Opens the signed-in account's scope around a request."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

from accounts.scope import owner_scope


def own_scope(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """Everything a signed-in person does happens in their own scope; a stranger has none."""

    def answer(request: HttpRequest) -> HttpResponse:
        if not request.user.is_authenticated:
            return get_response(request)
        with owner_scope(request.user):
            return get_response(request)

    return answer
