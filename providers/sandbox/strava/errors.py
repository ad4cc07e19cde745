"""What Strava answers when it does not do what was asked."""

from providers.sandbox.http import Answer, as_json


def problem(status: int, message: str, resource: str, field: str, code: str) -> Answer:
    """An error in Strava's form."""
    return as_json({"message": message, "errors": [{"resource": resource, "field": field, "code": code}]}, status)


def bad_request(resource: str, field: str) -> Answer:
    """Something in the request is wrong."""
    return problem(400, "Bad Request", resource, field, "invalid")


def bad_token() -> Answer:
    """The token is unknown, expired or dead."""
    return problem(401, "Authorization Error", "Athlete", "access_token", "invalid")


def no_token() -> Answer:
    """No token, or no client, was given."""
    return problem(401, "Authorization Error", "Application", "", "invalid")


def no_scope(scope: str) -> Answer:
    """The athlete did not allow that."""
    return problem(401, "Authorization Error", "AccessToken", f"{scope}_permission", "missing")


def not_there(resource: str = "Activity") -> Answer:
    """Deleted, another's, or not allowed to be written: Strava does not say which."""
    return problem(404, "Resource Not Found", resource, "", "not found")


def no_record(resource: str = "Activity") -> Answer:
    """Nothing has that id."""
    return problem(404, "Record Not Found", resource, "id", "not found")


def no_path() -> Answer:
    """Nothing is at that address."""
    return problem(404, "Record Not Found", "resource", "path", "invalid")


def inactive() -> Answer:
    """The whole application is off."""
    return problem(403, "Forbidden", "Application", "Status", "Inactive")


def exceeded() -> Answer:
    """One call too many; Strava does not say when to come back."""
    return problem(429, "Rate Limit Exceeded", "Application", "rate limit", "exceeded")


def broken() -> Answer:
    """Strava fails."""
    return as_json({"message": "error"}, 500)
