"""Lists the guards that keep the accounts' data apart and encrypted."""

from bench.guards.guard import Guard

OWNERS = (
    Guard(
        "The manager selects the owner's rows alone",
        "accounts/owned.py",
        "return super().get_queryset().filter(owner_id=current_owner_id())",
        "return super().get_queryset() if current_owner_id() else None",
        ("tests/accounts/test_owner_scope.py::test_rows_of_another_account_are_not_selected",),
    ),
    Guard(
        "A row is saved for its owner alone",
        "accounts/owned.py",
        "if self.owner_id != current_owner_id():",
        "if current_owner_id() is None:",
        ("tests/accounts/test_owner_scope.py::test_a_row_is_never_saved_for_another_owner",),
    ),
    Guard(
        "Rows across accounts need a crossing",
        "accounts/scope.py",
        "if not _is_crossing.get():",
        "if False:",
        ("tests/accounts/test_owner_scope.py::test_rows_of_all_accounts_are_selected_in_a_crossing_only",),
    ),
    Guard(
        "An export is its owner's alone",
        "tracekit_site/views/export.py",
        "export = Export.objects.filter(pk=id, state=Export.State.READY).first()",
        "export = Export._base_manager.filter(pk=id, state=Export.State.READY).first()",
        ("tests/account_export/test_pages.py::test_nobody_else_downloads_it",),
    ),
    Guard(
        "Row security hides other owners' rows",
        "accounts/row_security.py",
        "ON {{table}} USING ({_IS_VISIBLE})",
        "ON {{table}} USING (true)",
        (
            "tests/accounts/test_row_security.py::test_plain_sql_sees_no_row_of_an_owned_table_without_a_scope",
            "tests/accounts/test_row_security.py::test_row_security_isolates_owners_without_the_managers_filter",
        ),
        is_of_postgresql=True,
    ),
    Guard(
        "Row security is on every owned table",
        "accounts/row_security.py",
        "for table in sorted(present.intersection(owned_tables()) - secured):",
        "for table in sorted(present.intersection(owned_tables()) - secured)[1:]:",
        ("tests/accounts/test_row_security.py::test_every_owned_table_is_secured",),
        is_of_postgresql=True,
    ),
    Guard(
        "Row security binds the tables' own role",
        "accounts/row_security.py",
        "    ALTER TABLE {{table}} FORCE ROW LEVEL SECURITY;\n",
        "",
        ("tests/accounts/test_row_security.py::test_every_owned_table_is_secured",),
        is_of_postgresql=True,
    ),
    Guard(
        "Tokens are encrypted",
        "providers/services/tokens.py",
        "return encrypt_for_owner(json.dumps(values).encode(), *ENCRYPTION_CONTEXT, provider)",
        "return json.dumps(values).encode()",
        ("tests/providers/test_tokens.py::test_the_database_holds_no_token_in_plain",),
    ),
    Guard(
        "An encrypted value is bound to its place",
        "accounts/secrets.py",
        "return CONTEXT_SEPARATOR.join(part.encode() for part in (name, *context))",
        "return name.encode()",
        ("tests/accounts/test_secrets.py::test_a_value_in_another_context_is_not_decrypted",),
    ),
    Guard(
        "The database holds digests of session keys",
        "accounts/session_keys.py",
        'return salted_hmac("accounts.session_key", session_key, algorithm="sha256").hexdigest()[:DIGEST_LENGTH]',
        "return session_key",
        ("tests/accounts/test_sessions.py::test_a_copy_of_the_database_opens_no_session",),
    ),
    Guard(
        "The database holds hashes of one-time links",
        "accounts/services/links.py",
        "return hashlib.sha256(token.encode()).hexdigest()",
        "return token",
        ("tests/accounts/test_one_time_links.py::test_only_the_hash_of_a_token_is_stored",),
    ),
)
"""These guards keep each account's data for its owner."""
