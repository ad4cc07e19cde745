"""What a form says when the mail that it sends does not go."""

from typing import Any

from django.forms import Form
from django.http import HttpResponse

from accounts.mail import MailNotSent


class MailErrorMixin:
    """For allauth's form views, on the left of them: the page again, with `not_sent` as what went wrong."""

    not_sent: str

    def form_valid(self, form: Form) -> HttpResponse:
        """As allauth's; nothing is kept of what a mail was to confirm."""
        try:
            response: HttpResponse = super().form_valid(form)  # type: ignore[misc]
        except MailNotSent:
            self.take_back()
            form.add_error(None, self.not_sent)
            response = self._again(form)
        return response

    def take_back(self) -> None:
        """Undoes what was done before the mail failed."""

    def _again(self: Any, form: Form) -> HttpResponse:
        answer: HttpResponse = self.render_to_response(self.get_context_data(form=form))
        return answer
