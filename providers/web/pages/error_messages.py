"""What went wrong at a platform, as sentences: what happened, what was kept, what to do."""

ANSWERS = {
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
"""By code, what the last answer was; a part of a sentence."""

NOT_CONNECTED = {
    "no": "You said no at {label}. Nothing was connected.",
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
"""By code, why a consent made no connection."""


def answer(code: str, label: str) -> str:
    """What the last answer was, to go on within a sentence."""
    return ANSWERS.get(code, "{label} gave an answer that we do not know").format(label=label)


def not_connected(code: str, label: str) -> str:
    """Why nothing was connected."""
    if code in NOT_CONNECTED:
        return NOT_CONNECTED[code].format(label=label)
    return f"{_begun(answer(code, label))}. Nothing was connected. Try again in a while."


def _begun(text: str) -> str:
    return text[0].upper() + text[1:]


def failed(code: str, label: str) -> str:
    """What the last answer was, as the beginning of a sentence."""
    return _begun(answer(code, label))
