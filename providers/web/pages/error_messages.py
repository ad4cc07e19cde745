"""Turns the code of a failed call or authorization into a message to the athlete (`messages.error` or a status).

It says what happened, what was kept and what to do.
"""

ERROR_CLAUSES = {
    "timeout": "{label} took too long to answer",
    "no_answer": "{label} did not answer",
    "outage": "{label} is not working for anyone on this install right now",
    "status": "{label} reported a problem on its side",
    "garbled": "{label} sent an answer that can’t be read",
    "limit": "{label}’s rate limit was reached",
    "refused": "{label} refused the request",
    "not_there": "{label} couldn’t find what tracekit asked for",
    "refresh": "our access to {label} couldn’t be renewed",
    "grant": "{label} no longer accepts our access key",
    "sealed": "our access key for {label} can no longer be decrypted",
    "key": "an encryption key of this install is missing, and the operator has to restore it",
    "inactive": "{label} has turned off access for this install",
    "client": "{label} doesn’t accept the client ID or client secret of this install",
    "unregistered": "this install is no longer registered with {label}",
}
"""Says what each code of a `ProviderError` means, as a clause of a sentence."""

NOT_CONNECTED = {
    "access_denied": "You declined on {label}. Nothing was connected.",
    "state": "The approval didn’t come from the page you started, or it came too late. Nothing was connected.",
    "client": (
        "{label} doesn’t accept the client ID or client secret of this install. Nothing was connected. Its operator "
        "can correct them."
    ),
    "scopes": (
        "You did not allow tracekit to read your activities, so nothing was connected. "
        "Connect again and leave that box checked."
    ),
    "answer": "{label} sent you back without an answer. Nothing was connected. Try again.",
    "being_deleted": (
        "Your earlier {label} data is still being deleted. Nothing was connected. Connect again in a few minutes."
    ),
    "other_athlete": (
        "This is a different athlete from the one connected here. Nothing was changed. To switch, disconnect first."
    ),
}
"""Says why an authorization created no connection, by the code of `NotConnected`."""


def error_clause(code: str, label: str) -> str:
    """Returns the meaning of a failed call, for use inside a sentence."""
    return ERROR_CLAUSES.get(code, "{label} gave an unknown answer").format(label=label)


def error_message(code: str, label: str) -> str:
    """Returns the meaning of a failed call, for the beginning of a sentence."""
    clause = error_clause(code, label)
    return clause[0].upper() + clause[1:]


def not_connected_message(code: str, label: str) -> str:
    """Returns why nothing was connected."""
    if code in NOT_CONNECTED:
        return NOT_CONNECTED[code].format(label=label)
    return f"{error_message(code, label)}. Nothing was connected. Try again in a while."
