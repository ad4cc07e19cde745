"""Says which visitor each address is for, and which addresses nobody reaches."""

from tests.house.addresses import Address
from tests.isolation.half_signed_in import STEPS
from tests.isolation.visitors import DEMO, OPERATOR, OWNER, STRANGER

REACHED_BY = {
    **dict.fromkeys(("demo", "demo_keep", "demo_delete"), DEMO),
    **dict.fromkeys(("demo_start", "demo_end"), STRANGER),
    **dict.fromkeys(("account_login", "account_signup", "account_reset_password", "mfa_login_webauthn"), STRANGER),
    **dict.fromkeys(("mfa_activate_totp", "application", "application_delete"), OPERATOR),
    **STEPS,
}
"""All other addresses are for the owner, and those of the admin for the operator."""

NEVER_REACHED = {
    *("accounts_account_add", "accounts_account_delete", "accounts_erasure_add", "accounts_erasure_delete"),
    *("jobs_job_add", "jobs_job_delete", "jobs_worker_add", "jobs_worker_delete"),
    *("tracekit_site_export_add", "tracekit_site_export_delete", "admin_logentry_add", "admin_logentry_delete"),
}
"""Nobody adds or deletes rows in the admin: Django lists these addresses, and they refuse everybody."""


def visitor_who_reaches(address: Address) -> str:
    """Returns the name of the visitor whom the address is for."""
    return OPERATOR if address.pattern.startswith("operator/") else REACHED_BY.get(address.name, OWNER)
