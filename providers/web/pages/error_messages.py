"""Turns the code of a failed call or authorization into a message to the athlete (`messages.error` or a status).

It says what happened, what was kept and what to do.
"""

ERROR_CLAUSES = {
    "timeout": "{label} took too long to answer",
    "no_answer": "{label} did not answer",
    "status": "{label} answered that something is wrong on its side",
    "garbled": "{label} answered with something that nobody can read",
    "limit": "{label} has been asked as often as it allows",
    "refused": "{label} refused the question",
    "not_there": "{label} does not find what was asked for",
    "refresh": "our key could not be made fresh",
    "grant": "{label} does not take our key any more",
    "sealed": "our key does not open any more",
    "key": "a key of this install is not there, and the operator has to put it back",
    "inactive": "{label} has switched this tracekit’s access off",
    "unregistered": "this install is not registered at {label} any more",
}
"""Says what each code of a `ProviderError` means, as a clause of a sentence."""

NOT_CONNECTED = {
    "access_denied": "You said no at {label}. Nothing was connected.",
    "state": "That answer did not come from the page you started, or came too late. Nothing was connected.",
    "scopes": (
        "You did not allow tracekit to read your activities, so nothing was connected. "
        "Connect again and leave that ticked."
    ),
    "answer": "{label} sent you back without an answer. Nothing was connected. Try again.",
    "other_athlete": (
        "That is another athlete than the one connected here. Nothing was changed. Disconnect first to connect another."
    ),
}
"""Says why an authorization created no connection, by the code of `NotConnected`."""


def error_clause(code: str, label: str) -> str:
    """Returns the meaning of a failed call, for use inside a sentence."""
    return ERROR_CLAUSES.get(code, "{label} gave an answer that we do not know").format(label=label)


def error_message(code: str, label: str) -> str:
    """Returns the meaning of a failed call, for the beginning of a sentence."""
    clause = error_clause(code, label)
    return clause[0].upper() + clause[1:]


def not_connected_message(code: str, label: str) -> str:
    """Returns why nothing was connected."""
    if code in NOT_CONNECTED:
        return NOT_CONNECTED[code].format(label=label)
    return f"{error_message(code, label)}. Nothing was connected. Try again in a while."
