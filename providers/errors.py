"""Defines the four ways in which a call to a provider fails. None of them carries anything of the response."""


class ProviderError(Exception):
    """A provider error is a failed call; `code` names the cause, and `providers.web` has a message for each code."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


class TemporaryFailure(ProviderError):
    """There was no usable response, but there may be one later. After a write nobody knows whether the field changed.

    `retry_after` is the time in seconds after which the next try makes sense, where that is known.
    """

    def __init__(self, code: str, retry_after: float | None = None) -> None:
        super().__init__(code)
        self.retry_after = retry_after


class ReconnectNeeded(ProviderError):
    """The athlete's grant does not work any more: only the athlete can give another."""


class RequestRefused(ProviderError):
    """The provider has refused this one request, and would refuse it again."""


class ProviderUnavailable(ProviderError):
    """The provider has switched this whole install off: the operator has to act, and no grant is to blame."""
