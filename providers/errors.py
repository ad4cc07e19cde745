"""Defines the four ways in which a call to a provider fails. None of them contains data of the response."""


class ProviderError(Exception):
    """A provider error is a failed call; `code` names the cause, and `providers.web` has a message for each code."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


class TemporaryFailure(ProviderError):
    """There was no usable response; a retry may succeed. After a write, the field may have changed or not.

    `retry_after` is the number of seconds to wait before the next try, if that is known.
    """

    def __init__(self, code: str, retry_after: float | None = None) -> None:
        super().__init__(code)
        self.retry_after = retry_after


class CallPostponed(TemporaryFailure):
    """This install has made no call, because it may not before `retry_after` seconds have passed."""

    def __init__(self, code: str, retry_after: float) -> None:
        super().__init__(code, retry_after)


class ReconnectNeeded(ProviderError):
    """The athlete's grant does not work any more: the athlete has to reconnect."""


class RequestRefused(ProviderError):
    """The provider has refused this request and would refuse it again."""


class ProviderUnavailable(ProviderError):
    """The provider has disabled this whole install: the operator has to act, and no grant is at fault."""
