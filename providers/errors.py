"""What can go wrong at a provider, in four words. None of them carries anything of the answer."""


class ProviderError(Exception):
    """Of a provider; `code` says what it was, in a word that pages have a sentence for."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


class TemporaryFailure(ProviderError):
    """No answer, or none that can be used; later there may be one. Of a write nobody knows whether it happened.

    `retry_after` is in seconds, where it is known when asking again makes sense.
    """

    def __init__(self, code: str, retry_after: float | None = None) -> None:
        super().__init__(code)
        self.retry_after = retry_after


class ReconnectNeeded(ProviderError):
    """The athlete's grant does not work any more: only the athlete can give another."""


class RequestRefused(ProviderError):
    """The provider said no to this one request, and would say so again."""


class ProviderUnavailable(ProviderError):
    """The provider has switched this whole install off: the operator's affair, and no grant is to blame."""
