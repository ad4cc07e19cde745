"""Lists the tables of packages, what each holds about a person, and when it is erased; none of them is exported."""

from dataclasses import dataclass

from accounts.privacy import WhenErased


@dataclass(frozen=True, slots=True)
class PackageTable:
    """Says what a table of a package holds about a person, and when its rows are erased."""

    holds: str
    erasure: WhenErased = WhenErased.NEVER


PACKAGE_TABLES = {
    "account.EmailAddress": PackageTable("your email address, for signing in", WhenErased.WITH_ACCOUNT),
    "account.EmailConfirmation": PackageTable("nothing: confirmation by mail is not used", WhenErased.WITH_ACCOUNT),
    "admin.LogEntry": PackageTable(
        "what an operator did to your account in the admin, and when: IDs and fixed words", WhenErased.WITH_ACCOUNT
    ),
    "auth.Group": PackageTable("nothing: there are no groups"),
    "auth.Group_permissions": PackageTable("nothing: there are no groups"),
    "auth.Permission": PackageTable("names of permissions, nobody's"),
    "contenttypes.ContentType": PackageTable("names of models, nobody's"),
    "mfa.Authenticator": PackageTable(
        "your second factors: the secrets of your app and of your recovery codes, encrypted; your passkeys’ public "
        "keys and their names; when each was made and last used",
        WhenErased.WITH_ACCOUNT,
    ),
}
