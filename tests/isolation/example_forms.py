"""Fills the form of every address that takes one, and the query of those that name rows there."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile

from matching.web.pages.journal import LAST_CLICK
from tests.accounts.clients import NEW_PASSWORD
from tests.factories import PASSWORD

Ids = Mapping[str, str]
FormMaker = Callable[[Ids], list[Any]]

WRONG_PASSWORD, WRONG_CODE = "not the right one", "000000"
"""Whoever knows the password of an account, or a code of it, may use the account: nobody sends those of others."""


@dataclass(frozen=True)
class JsonBody:
    """Represents a body in JSON."""

    content: Any


def empty_form(ids: Ids) -> list[Any]:
    """Returns the one form of a button without fields."""
    return [{}]


def no_query(ids: Ids) -> dict[str, str]:
    """Returns no query."""
    return {}


def _form(**fields: Any) -> FormMaker:
    return lambda ids: [fields]


def _file(name: str) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, b"sample")


def _files(ids: Ids) -> list[Any]:
    return [{"upload": ids["upload"], "files": _file("sample.fit")}, {"files": _file("sample.fit")}]


def _known_files(ids: Ids) -> list[Any]:
    return [JsonBody({"upload": ids["upload"], "files": [{"name": "sample.fit", "sha256": ids["sha256"]}]})]


def _answers(ids: Ids) -> list[Any]:
    first, second = ids["workout"], ids["second_workout"]
    return [{"answer": "same", "pair": f"{first},{second}"}, {"answer": "different", "workout": [first, second]}]


def _corrections(ids: Ids) -> list[Any]:
    return [{"kind": kind, "correction": ids[kind]} for kind in ("decision", "ignored", "name")]


def _security(ids: Ids) -> list[Any]:
    return [
        {"change": "password", "current_password": PASSWORD, "new_password": NEW_PASSWORD},
        {"change": "email", "current_password": PASSWORD, "email": ids["email"]},
    ]


def _difference(ids: Ids) -> list[Any]:
    return [{"provider": "strava", "field": "name", "provider_id": ids["provider_id"]}]


def _actions(*names: str, key: str) -> FormMaker:
    return lambda ids: [{"action": name, "_selected_action": ids[key], "index": "0"} for name in names]


QUERIES: dict[str, Callable[[Ids], dict[str, str]]] = {
    "files_run": lambda ids: {"since": ids["upload"]},
    "files_report": lambda ids: {"since": ids["upload"]},
    "workout_file_status": lambda ids: {"provider": "strava", "provider_id": ids["provider_id"]},
    "mfa_remove_webauthn": lambda ids: {"passkey": ids["passkey"]},
    "connection_callback": lambda ids: {"state": ids["state"], "code": "1", "scope": "read,activity:read_all"},
    "start_over": lambda ids: {"selection": "part", "month": f"{ids['year']}-{ids['month']}", "provider": "strava"},
    "write_backs_undo": lambda ids: {"last": LAST_CLICK},
    "accounts_account_changelist": lambda ids: {"q": ids["email"]},
    "jobs_job_changelist": lambda ids: {"q": ids["account"]},
}
"""These addresses take something in their query."""

FORMS: dict[str, FormMaker] = {
    "possible_answer": _answers,
    "corrections_undo": _corrections,
    "workout_split": lambda ids: [{"activity": ids["activity"]}],
    "workout_ignore": _difference,
    "workout_name": _form(workout_name="Walked"),
    "workout_write_back": lambda ids: [{"proposal": ids["choice"]}],
    "workout_file_fetch": lambda ids: [{"provider": "strava", "provider_id": ids["provider_id"]}],
    "review_write": lambda ids: [{"proposal": ids["choice"]}],
    "write_backs_undo": lambda ids: [{"write_back": ids["done"]}],
    "files": _files,
    "files_known": _known_files,
    "notifications_read": lambda ids: [{"notification": ids["notification"]}],
    "sessions_end": lambda ids: [{"session": ids["session"]}],
    "settings_expected": _form(shown="strava:ride"),
    "settings_profile": _form(
        time_zone="Europe/Vienna", units="metric", week_start="0", theme="dark", has_shortcuts="True"
    ),
    "time_zone_confirm": _form(time_zone="Europe/Vienna"),
    "settings_notifications": _form(email_notifications="weekly"),
    "settings_security": _security,
    "account_deletion": lambda ids: [{"email": ids["email"]}],
    "start_over": _form(is_confirmed="on"),
    "export": _form(has_files="False"),
    "import_export": lambda ids: [{"export": _file("sample.zip")}],
    "connections_order": _form(up="strava"),
    "application": _form(client_id="77", client_secret="hush"),
    "application_delete": empty_form,
    "account_login": lambda ids: [{"login": ids["email"], "password": WRONG_PASSWORD}],
    "account_signup": lambda ids: [{"email": ids["email"], "password1": NEW_PASSWORD, "time_zone": "Europe/Vienna"}],
    "account_reset_password": lambda ids: [{"email": ids["email"]}],
    "account_complete_password_reset": _form(password1=NEW_PASSWORD),
    "account_reauthenticate": _form(password=PASSWORD),
    **dict.fromkeys(
        ("account_email_verification_sent", "account_confirm_password_reset_code"), _form(code="AAAA-BBBB")
    ),
    **dict.fromkeys(("mfa_authenticate", "mfa_reauthenticate", "mfa_activate_totp"), _form(code=WRONG_CODE)),
    **dict.fromkeys(("mfa_login_webauthn", "mfa_reauthenticate_webauthn"), _form(credential="{}")),
    "mfa_add_webauthn": _form(passkey_name="Walked", credential="{}"),
    "demo_keep": _form(email="kept@example.org", password=NEW_PASSWORD),
    "one_time_link": _form(password=NEW_PASSWORD),
    "sync_month": lambda ids: [{"connection": ids["connection"], "month": "2026-05"}],
    "connection_deletions": _form(answer="delete"),
    "webhook": lambda ids: [JsonBody({"object_type": "athlete", "owner_id": 1, "subscription_id": 1})],
    "unsubscribe": lambda ids: [{"List-Unsubscribe": "One-Click"}],
    "accounts_account_changelist": _actions(
        "approve", "decline", "suspend", "resume", "mail_erasure", "mail_export", key="account"
    ),
    "accounts_erasure_changelist": _actions("run_now", "force", key="erasure"),
    "jobs_job_changelist": _actions("retry", key="job"),
    "accounts_account_quota": _form(quota_stored_bytes="1000", quota_files="10", quota_rows="10", quota_cpu_s="10"),
    # These are buttons without fields.
    **dict.fromkeys(("connection_pull", "connection_pause", "connection_resume", "connection_disconnect"), empty_form),
    **dict.fromkeys(("write_back_undo", "write_back_accept", "write_back_withdraw", "write_back_retry"), empty_form),
    **dict.fromkeys(("file_delete", "files_upload", "files_upload_delete", "files_resume"), empty_form),
    **dict.fromkeys(("folder_sync", "folder_restore", "first_steps_dismiss", "sync_pull", "connect"), empty_form),
    **dict.fromkeys(("demo_start", "demo_delete", "account_logout", "erasure"), empty_form),
    **dict.fromkeys(("mfa_deactivate_totp", "mfa_generate_recovery_codes", "mfa_remove_webauthn"), empty_form),
    # These only show something.
    **dict.fromkeys(("home", "first_steps_status", "privacy", "demo", "demo_end", "receipt"), empty_form),
    **dict.fromkeys(("account_approval", "settings_stored"), empty_form),
    **dict.fromkeys(("calendar_year", "calendar_month", "calendar_day", "review_all", "review"), empty_form),
    **dict.fromkeys(
        ("workouts", "workout", "workout_name_edit", "workout_file_status", "possible", "corrections"), empty_form
    ),
    **dict.fromkeys(("write_backs", "write_back", "file", "file_original", "files_run", "files_report"), empty_form),
    **dict.fromkeys(("connections", "connection", "connection_callback", "authorization"), empty_form),
    **dict.fromkeys(("sync", "sync_status", "import_banner", "settings_storage", "notifications"), empty_form),
    **dict.fromkeys(("export_status", "export_archive", "import_status", "mfa_view_recovery_codes"), empty_form),
}
"""Every address of athletes and strangers is named here: what it takes, or that it takes nothing."""
