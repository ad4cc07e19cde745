"""Builds the responses of RideWithGPS that report an error."""

from providers.sandbox.http import SandboxResponse, json_response


def error_response(status: int, message: str) -> SandboxResponse:
    """Returns an error in RideWithGPS's form."""
    return json_response({"error": message}, status)


def oauth_error(status: int, error: str, description: str) -> SandboxResponse:
    """Returns an error in the form of OAuth 2.0 (RFC 6749, section 5.2)."""
    return json_response({"error": error, "error_description": description}, status)


def invalid_client() -> SandboxResponse:
    """Says that the client is unknown, or its secret is wrong."""
    return oauth_error(401, "invalid_client", "Client authentication failed.")


def not_authenticated() -> SandboxResponse:
    """Says that the token is missing, unknown or revoked."""
    return error_response(401, "Failed to authenticate the user")


def forbidden() -> SandboxResponse:
    """Says that it belongs to another user."""
    return error_response(403, "Forbidden")


def not_found() -> SandboxResponse:
    """Says that nothing has that id or address, or no longer."""
    return error_response(404, "Not Found")


def unprocessable(message: str) -> SandboxResponse:
    """Says what in the request is invalid; the API v1 may send a list of errors."""
    return json_response({"errors": [message]}, 422)


def inactive_application() -> SandboxResponse:
    """Says that the whole application is switched off."""
    return error_response(403, "This API client is inactive")


def rate_limited() -> SandboxResponse:
    """Says that there were too many calls; RideWithGPS publishes no limit, and does not say when to retry."""
    return error_response(429, "Too Many Requests")


def server_error() -> SandboxResponse:
    """Says that RideWithGPS itself failed."""
    return error_response(500, "Internal Server Error")
