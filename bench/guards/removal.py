"""Lists the guards of an erasure: what asks before it, what it deletes, and what checks that nothing is left."""

from bench.guards.guard import Guard

REMOVAL = (
    Guard(
        "An erasure takes a recent sign-in",
        "tracekit_site/views/account_deletion.py",
        'if request.method == "POST" and settings.MAIL and not did_recently_reauthenticate(request):',
        "if False:",
        ("tests/erasure/test_link.py::test_with_mail_the_link_is_in_the_mailbox_alone_and_needs_a_recent_sign_in",),
    ),
    Guard(
        "An erasure takes the typed address",
        "accounts/forms/erase.py",
        "if email != account.email:",
        "if False:",
        ("tests/erasure/test_link.py::test_another_email_asks_for_nothing",),
    ),
    Guard(
        "Opening the link of an erasure erases nothing",
        "tracekit_site/views/erasure.py",
        'erasure = confirm_erasure(token) if request.method == "POST" else find_erasure(token)',
        "erasure = confirm_erasure(token)",
        ("tests/erasure/test_link.py::test_the_button_behind_the_link_erases_and_leads_to_the_receipt",),
    ),
    Guard(
        "The link of an erasure ends after an hour",
        "accounts/services/request_erasure.py",
        "(erasure.confirmed_at is None and erasure.requested_at < timezone.now() - LINK_LIFETIME)",
        "False",
        ("tests/erasure/test_link.py::test_an_old_link_erases_nothing_and_is_deleted",),
    ),
    Guard(
        "Nothing is stored for a closed account",
        "accounts/services/lock_account.py",
        "open_accounts = Account.objects.filter(pk=current_owner_id(), closed_at=None)",
        "open_accounts = Account.objects.filter(pk=current_owner_id())",
        ("tests/erasure/test_closed_account.py::test_a_running_job_stores_nothing_more",),
    ),
    Guard(
        "No platform is called for a closed account",
        "providers/services/tokens.py",
        "    require_open_account()\n",
        "",
        ("tests/erasure/test_closed_account.py::test_a_pull_that_is_under_way_calls_nobody_more_and_stores_nothing",),
    ),
    Guard(
        "The jobs of a closed account end",
        "accounts/services/close_account.py",
        "        Job.across_accounts.filter(owner_id=account_id).delete()\n",
        "        pass\n",
        ("tests/erasure/test_closed_account.py::test_a_running_job_stores_nothing_more",),
    ),
    Guard(
        "The files of an account are deleted",
        "activities/services/erase_files.py",
        '@erasure_step("files", Phase.FILES, "Delete uploaded files")\n',
        "",
        ("tests/erasure/test_nothing_left.py::test_no_byte_of_an_erased_account_is_left",),
    ),
    Guard(
        "A file that arrives meanwhile is found",
        "activities/services/erase_files.py",
        "if source_file_storage().listdir(str(run.account_id))[1]:",
        "if False:",
        ("tests/erasure/test_runs.py::test_what_arrives_meanwhile_is_found_and_deleted",),
    ),
    Guard(
        "The rows of an account go before it, in parts",
        "accounts/services/erase_rows.py",
        "    for model in models_in_order():\n",
        "    for model in ():\n",
        ("tests/erasure/test_runs.py::test_no_row_is_left_to_the_deletion_of_the_account",),
    ),
    Guard(
        "A row that is left is found",
        "accounts/services/erase_rows.py",
        "if model._base_manager.filter(**{field: run.account_id}).exists():",
        "if False:",
        ("tests/erasure/test_runs.py::test_a_row_that_is_left_in_any_table_is_found",),
    ),
    Guard(
        "The entries of the cache are deleted",
        "tracekit_site/services/erase_cache.py",
        "return cast(SearchableCache, cache).delete_containing(str(run.account_id))",
        "return 0",
        (
            "tests/erasure/test_nothing_left.py::test_no_byte_of_an_erased_account_is_left",
            "tests/erasure/test_nothing_left.py::test_no_entry_of_redis_is_left",
        ),
    ),
    Guard(
        "The database's log holds no deleted row",
        "tracekit_site/services/write_ahead_log.py",
        'if connection.vendor != "sqlite" or connection.in_atomic_block:',
        "if connection:",
        (
            "tests/accounts/test_write_ahead_log.py::test_an_erased_account_leaves_nothing_in_sqlites_log",
            "tests/erasure/test_nothing_left.py::test_no_byte_of_an_erased_account_is_left",
        ),
    ),
    Guard(
        "The outbox keeps nothing for a day",
        "accounts/services/outbox.py",
        "    OutboxEntry.objects.filter(expires_at__lte=timezone.now()).delete()\n",
        "",
        ("tests/connections/test_disconnect.py::test_the_tokens_of_a_deleted_connection_are_kept_for_less_than_a_day",),
    ),
    Guard(
        "A grant is revoked with its account",
        "providers/services/erase_grants.py",
        '@erasure_step("grants", Phase.GRANTS, "Take the access keys to connected services out of use")\n',
        "",
        ("tests/connections/test_disconnect.py::test_erasing_the_account_ends_the_grant",),
    ),
    Guard(
        "The ledger remembers an erased account",
        "tracekit_site/services/erasure_ledger.py",
        "        storage.save(name, ContentFile(str(run.erasure.pk).encode()))\n",
        "        pass\n",
        ("tests/erasure/test_ledger.py::test_a_restored_account_is_erased_again_with_its_receipt",),
    ),
    Guard(
        "A web process compares with the ledger first",
        "tracekit_site/wsgi.py",
        "LEDGER_GATE.close_and_open()\n",
        "LEDGER_GATE\n",
        ("tests/erasure/test_restore.py::test_a_restored_account_is_gone_before_the_first_page",),
    ),
    Guard(
        "No page is served before the ledger was read",
        "tracekit_site/ledger_gate.py",
        "is_open = LEDGER_GATE.is_open or LEDGER_GATE.try_to_open()",
        "is_open = True",
        ("tests/erasure/test_ledger.py::test_the_first_request_erases_when_the_database_was_down_at_the_start",),
    ),
)
"""These guards make an erasure complete, and stop one that nobody wants."""
