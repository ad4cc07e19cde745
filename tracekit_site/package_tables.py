"""Lists the tables of packages, and what each holds about a person."""

PACKAGE_TABLES = {
    "account.EmailAddress": "an account's email address, as allauth needs it",
    "account.EmailConfirmation": "nothing: confirmation by mail is not used",
    "admin.LogEntry": "which account an operator locked or unlocked, and when: ids, gone with either account",
    "auth.Group": "nothing: there are no groups",
    "auth.Group_permissions": "nothing: there are no groups",
    "auth.Permission": "names of permissions, nobody's",
    "contenttypes.ContentType": "names of models, nobody's",
    "mfa.Authenticator": (
        "an account's second factors: the seeds of its app and of its recovery codes, sealed; its passkeys' public "
        "keys and what it calls them; when each was made and last used"
    ),
}
