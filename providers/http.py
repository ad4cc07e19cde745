"""Makes HTTP calls to platforms: limits time and size, and translates every failure to a `ProviderError`.

No part of a response is logged or put into an error, because it may be personal.
"""

import json
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeVar

from providers.errors import ProviderError, RequestRefused, TemporaryFailure
from providers.rate_limits import RateUsage

if TYPE_CHECKING:
    from requests import PreparedRequest, Response

    Authentication = tuple[str, str] | Callable[[PreparedRequest], PreparedRequest]

Result = TypeVar("Result")

TIMEOUT_S = (5.0, 25.0)
"""A platform has the first number of seconds to accept a connection, and the second for each chunk of its response."""
MAX_RESPONSE_SIZE = 16 << 20
"""A larger response, in bytes, is not read to its end. A page of 200 Strava activities has about half a megabyte."""
CHUNK_SIZE = 1 << 16

_collected_usage: ContextVar[list[RateUsage] | None] = ContextVar("collected_usage", default=None)


@contextmanager
def collect_usage() -> Iterator[list[RateUsage]]:
    """Yields a list to which every response inside the block, of an error too, adds what it says of the rate limits."""
    usage: list[RateUsage] = []
    token = _collected_usage.set(usage)
    try:
        yield usage
    finally:
        _collected_usage.reset(token)


def says_no_usage(headers: Mapping[str, str]) -> tuple[RateUsage, ...]:
    """Returns nothing, for a platform whose responses do not tell its rate limits."""
    return ()


class BearerAuth:
    """Sends an access token in the `Authorization` header.

    It is passed as `auth`, so that no `.netrc` of the machine replaces it.
    """

    def __init__(self, access_token: str) -> None:
        self.access_token = access_token

    def __call__(self, request: "PreparedRequest") -> "PreparedRequest":
        request.headers["Authorization"] = f"Bearer {self.access_token}"
        return request


@dataclass(frozen=True, slots=True)
class ErrorResponse:
    """An error response has a status that says that a call failed; `content` is its JSON, None without any."""

    status: int
    headers: Mapping[str, str]
    content: Any = None


@dataclass(frozen=True, slots=True)
class JsonClient:
    """A JSON client calls the API of one platform.

    `error_of` says what an error response of that platform means, `usage_of` what the headers of any response say of
    its rate limits; it never raises.
    """

    error_of: Callable[[ErrorResponse], ProviderError]
    usage_of: Callable[[Mapping[str, str]], tuple[RateUsage, ...]] = says_no_usage

    def call(self, method: str, url: str, *, auth: "Authentication | None" = None, **arguments: Any) -> Any:
        """Returns the JSON of a response, None for an empty one; `arguments` are those of `requests.request`.

        Redirects are not followed. Raises the error of an error response, and TemporaryFailure when there is no
        response in time or it is not JSON.
        """
        return self._request(method, url, lambda response: _parse_json(_read_body(response)), auth=auth, **arguments)

    def download(self, url: str, max_size: int, *, auth: "Authentication | None" = None) -> bytes:
        """Returns the bytes of a file; errors are those of `call`.

        Raises RequestRefused for a file that is larger, and reads no more of it than that.
        """
        return self._request("GET", url, lambda response: _read_file(response, max_size), auth=auth)

    def _request(self, method: str, url: str, read: "Callable[[Response], Result]", **arguments: Any) -> Result:
        """Makes the call, and returns what `read` returns of a response that is no error."""
        import requests  # takes a tenth of the start of every process, most of which never call a platform

        try:
            with requests.request(
                method, url, timeout=TIMEOUT_S, allow_redirects=False, stream=True, **arguments
            ) as response:
                self._add_usage(response.headers)
                if response.status_code >= 300:
                    content = _json_or_none(_read_body(response))
                    raise self.error_of(ErrorResponse(response.status_code, response.headers, content))
                return read(response)
        except requests.Timeout:
            raise TemporaryFailure("timeout") from None
        except requests.RequestException:
            raise TemporaryFailure("no_answer") from None

    def _add_usage(self, headers: Mapping[str, str]) -> None:
        usage = _collected_usage.get()
        if usage is not None:
            usage.extend(self.usage_of(headers))


def _read_body(response: "Response") -> bytes:
    return _read_bytes(response, MAX_RESPONSE_SIZE, TemporaryFailure("garbled"))


def _read_file(response: "Response", max_size: int) -> bytes:
    return _read_bytes(response, max_size, RequestRefused("too_large"))


def _read_bytes(response: "Response", max_size: int, too_large: ProviderError) -> bytes:
    """Returns the body of a response; raises `too_large` as soon as it is larger."""
    chunks, size = [], 0
    for chunk in response.iter_content(CHUNK_SIZE):
        chunks.append(chunk)
        size += len(chunk)
        if size > max_size:
            raise too_large
    return b"".join(chunks)


def _parse_json(body: bytes) -> Any:
    if not body:
        return None
    try:
        return json.loads(body)
    except (ValueError, RecursionError):
        raise TemporaryFailure("garbled") from None


def _json_or_none(body: bytes) -> Any:
    try:
        return _parse_json(body)
    except TemporaryFailure:
        return None
