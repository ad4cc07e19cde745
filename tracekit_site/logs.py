"""Keeps outside text, which may be personal, out of the log."""

import logging
import traceback
from types import TracebackType

ExceptionInfo = tuple[type[BaseException], BaseException, TracebackType | None] | tuple[None, None, None]


class RedactingFormatter(logging.Formatter):
    """Logs an exception by its type, its causes' types and where each was raised; never by their messages.

    A message may repeat a value of a form, a row of the database, or a token in an address.
    """

    def formatException(self, ei: ExceptionInfo) -> str:  # noqa: N802
        """Returns the traceback without messages, the cause first, as Python prints it."""
        chain, error = [], ei[1]
        while error is not None and error not in chain:
            chain.append(error)
            error = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
        return "\n".join(
            f"{''.join(traceback.format_tb(link.__traceback__))}{_type_name(link)}" for link in reversed(chain)
        )


def _type_name(error: BaseException) -> str:
    return f"{type(error).__module__}.{type(error).__qualname__}".removeprefix("builtins.")
