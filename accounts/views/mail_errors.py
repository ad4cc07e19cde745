"""Shows a form again when the mail that it sends cannot be sent."""

from typing import Any

from django.forms import Form
from django.http import HttpResponse

from accounts.mail import MailNotSent


class MailErrorMixin:
    """Extends one of allauth's form views: when the mail cannot be sent, it shows the form again with `mail_error`."""

    mail_error: str

    def form_valid(self, form: Form) -> HttpResponse:
        """Handles the form as allauth does; when the mail cannot be sent, the change to be confirmed is undone."""
        try:
            response: HttpResponse = super().form_valid(form)  # type: ignore[misc]
        except MailNotSent:
            self.undo()
            form.add_error(None, self.mail_error)
            response = self._render_form(form)
        return response

    def undo(self) -> None:
        """Undoes what was done before the mail failed."""

    def _render_form(self: Any, form: Form) -> HttpResponse:
        response: HttpResponse = self.render_to_response(self.get_context_data(form=form))
        return response
