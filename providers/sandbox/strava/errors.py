"""Builds the responses of Strava that report an error."""

from providers.sandbox.http import SandboxResponse, json_response


def error_response(status: int, message: str, resource: str, field: str, code: str) -> SandboxResponse:
    """Returns an error in Strava's form."""
    return json_response({"message": message, "errors": [{"resource": resource, "field": field, "code": code}]}, status)


def bad_request(resource: str, field: str) -> SandboxResponse:
    """Says that a field of the request is invalid."""
    return error_response(400, "Bad Request", resource, field, "invalid")


def invalid_token() -> SandboxResponse:
    """Says that the token is unknown, expired or revoked."""
    return error_response(401, "Authorization Error", "Athlete", "access_token", "invalid")


def missing_token() -> SandboxResponse:
    """Says that the request holds no token, or no client."""
    return error_response(401, "Authorization Error", "Application", "", "invalid")


def missing_scope(scope: str) -> SandboxResponse:
    """Says that the athlete did not grant a scope."""
    return error_response(401, "Authorization Error", "AccessToken", f"{scope}_permission", "missing")


def resource_not_found(resource: str = "Activity") -> SandboxResponse:
    """Says that it is deleted, another athlete's, or not writable: Strava does not tell these apart."""
    return error_response(404, "Resource Not Found", resource, "", "not found")


def record_not_found(resource: str = "Activity") -> SandboxResponse:
    """Says that nothing has that id."""
    return error_response(404, "Record Not Found", resource, "id", "not found")


def path_not_found() -> SandboxResponse:
    """Says that the API has no such path."""
    return error_response(404, "Record Not Found", "resource", "path", "invalid")


def forbidden() -> SandboxResponse:
    """Says that only another athlete may see it."""
    return error_response(403, "Forbidden", "Athlete", "id", "forbidden")


def inactive_application() -> SandboxResponse:
    """Says that the whole application is switched off."""
    return error_response(403, "Forbidden", "Application", "Status", "Inactive")


def rate_limited() -> SandboxResponse:
    """Says that the limit is exceeded; Strava does not say when to retry."""
    return error_response(429, "Rate Limit Exceeded", "Application", "rate limit", "exceeded")


def server_error() -> SandboxResponse:
    """Says that Strava itself failed."""
    return json_response({"message": "error"}, 500)
