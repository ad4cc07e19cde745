"""Keeps outside text, which may be personal, out of the log."""

import logging
import traceback
from collections.abc import Iterator
from types import TracebackType

from tracekit_site.wrong_settings import WrongSettings

ExceptionInfo = tuple[type[BaseException], BaseException, TracebackType | None] | tuple[None, None, None]


def parse_log_format(text: str) -> str:
    """Returns the format of log lines. Raises WrongSettings when there is none of this name."""
    if text not in ("plain", "json"):
        raise WrongSettings("LOG_FORMAT must be plain or json.")
    return text


class RedactingFormatter(logging.Formatter):
    """Logs an exception by its type, its causes' types and where each was raised; never by their messages.

    A message may repeat a value of a form, a row of the database, or a token in an address.
    """

    def formatException(self, ei: ExceptionInfo) -> str:  # noqa: N802
        """Returns the traceback without messages, the cause first, as Python prints it."""
        return "\n".join(
            f"{''.join(traceback.format_tb(error.__traceback__))}{type_name(error)}"
            for error in reversed(list(exception_chain(ei[1])))
        )


def exception_chain(error: BaseException | None) -> Iterator[BaseException]:
    """Yields an exception, its cause, the cause of that and so on, as Python would print them."""
    seen: list[BaseException] = []
    while error is not None and error not in seen:
        yield error
        seen.append(error)
        error = error.__cause__ or (None if error.__suppress_context__ else error.__context__)


def type_name(error: BaseException) -> str:
    """Returns the name of an exception's class, with its module unless it is Python's own."""
    return f"{type(error).__module__}.{type(error).__qualname__}".removeprefix("builtins.")
