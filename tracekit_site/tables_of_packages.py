"""The tables that packages bring, and what each holds of a person."""

TABLES_OF_PACKAGES = {
    "account.EmailAddress": "an account's e-mail address, as allauth needs it",
    "account.EmailConfirmation": "nothing: confirmation by mail is not used",
    "auth.Group": "nothing: there are no groups",
    "auth.Group_permissions": "nothing: there are no groups",
    "auth.Permission": "names of permissions, nobody's",
    "contenttypes.ContentType": "names of models, nobody's",
}
