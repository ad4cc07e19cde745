"""Lists the tables of packages, what each holds about a person, and when it is erased; none of them is exported."""

from dataclasses import dataclass

from accounts.privacy import WhenErased


@dataclass(frozen=True, slots=True)
class PackageTable:
    """Says what a table of a package holds about a person, and when its rows are erased."""

    holds: str
    erasure: WhenErased = WhenErased.NEVER


PACKAGE_TABLES = {
    "account.EmailAddress": PackageTable("an account's email address, as allauth needs it", WhenErased.WITH_ACCOUNT),
    "account.EmailConfirmation": PackageTable("nothing: confirmation by mail is not used", WhenErased.WITH_ACCOUNT),
    "admin.LogEntry": PackageTable(
        "which account an operator locked or unlocked, and when: ids, gone with either account", WhenErased.WITH_ACCOUNT
    ),
    "auth.Group": PackageTable("nothing: there are no groups"),
    "auth.Group_permissions": PackageTable("nothing: there are no groups"),
    "auth.Permission": PackageTable("names of permissions, nobody's"),
    "contenttypes.ContentType": PackageTable("names of models, nobody's"),
    "mfa.Authenticator": PackageTable(
        "an account's second factors: the seeds of its app and of its recovery codes, sealed; its passkeys' public "
        "keys and what it calls them; when each was made and last used",
        WhenErased.WITH_ACCOUNT,
    ),
}
