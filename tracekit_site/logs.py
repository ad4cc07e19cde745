"""What log lines leave out: text from outside, which may be somebody's."""

import logging
import traceback
from types import TracebackType

Caught = tuple[type[BaseException], BaseException, TracebackType | None] | tuple[None, None, None]


class WithoutItsText(logging.Formatter):
    """Shows of an exception its type, its causes' types and where each was raised; never what they say.

    Messages repeat what they choke on: a value of a form, a row of the database, a token in an address.
    """

    def formatException(self, ei: Caught) -> str:  # noqa: N802
        """The traceback without texts, the cause first, as Python prints it."""
        chain, error = [], ei[1]
        while error is not None and error not in chain:
            chain.append(error)
            error = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
        return "\n".join(f"{''.join(traceback.format_tb(one.__traceback__))}{_name(one)}" for one in reversed(chain))


def _name(error: BaseException) -> str:
    return f"{type(error).__module__}.{type(error).__qualname__}".removeprefix("builtins.")
