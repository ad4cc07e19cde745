"""Holds the answers of the main loop to what never becomes a request, as plain text: no page can be rendered there."""


def _response(status: str, message: str, *headers: str) -> bytes:
    body = f"{message}\n"
    lines = (
        f"HTTP/1.1 {status}",
        "Connection: close",
        "Content-Type: text/plain; charset=utf-8",
        f"Content-Length: {len(body)}",
        "X-Content-Type-Options: nosniff",
        *headers,
    )
    return ("\r\n".join(lines) + f"\r\n\r\n{body}").encode()


CONTINUE = b"HTTP/1.1 100 Continue\r\n\r\n"
TOO_SLOW = _response(
    "408 Request Timeout",
    "This request did not arrive in time, so nothing was saved. Check the connection and try again.",
)
TOO_LONG_HEAD = _response(
    "431 Request Header Fields Too Large",
    "The headers of this request are too long, so nothing was done. Delete the cookies of this site and try again.",
)
TOO_MANY = _response(
    "429 Too Many Requests",
    "Too many requests from this address are unfinished, so the oldest was ended and nothing of it was saved. "
    "Try again in a minute.",
    "Retry-After: 60",
)
BUFFER_FULL = _response(
    "503 Service Unavailable",
    "Too many uploads arrive at this moment, so nothing of this one was saved. Try again in a minute.",
    "Retry-After: 60",
)
