"""Lists the guards of accounts: who signs in, what is asked for again, and what a link opens."""

from bench.guards.guard import Guard

SIGN_IN = (
    Guard(
        "A network guesses few passwords of an account",
        "accounts/sign_in_limits.py",
        '"account_from_network": "5/5m/key",',
        '"account_from_network": "5000/5m/key",',
        ("tests/accounts/test_sign_in.py::test_failed_sign_ins_are_limited",),
    ),
    Guard(
        "The whole install checks few passwords",
        "accounts/sign_in_limits.py",
        'return {**keys, "install": "all"}',
        "return keys",
        ("tests/accounts/test_sign_in_limits.py::test_the_whole_install_checks_a_limited_number_of_passwords",),
    ),
    Guard(
        "A code of an app is used once",
        "accounts/forms/second_factor.py",
        "        use_code_once(self.user.pk, code)\n",
        "",
        ("tests/accounts/test_app_codes.py::test_a_code_is_accepted_once",),
    ),
    Guard(
        "Codes of an app are guessed a few times",
        "accounts/sign_in_limits.py",
        '"code_from_network": "5/5m/key",',
        '"code_from_network": "5000/5m/key",',
        ("tests/accounts/test_code_limits.py::test_wrong_codes_from_one_network_do_not_lock_out_another",),
    ),
    Guard(
        "A code by mail is valid for ten minutes",
        "tracekit_site/settings.py",
        "ACCOUNT_EMAIL_VERIFICATION_BY_CODE_TIMEOUT = 10 * 60",
        "ACCOUNT_EMAIL_VERIFICATION_BY_CODE_TIMEOUT = 11 * 60",
        ("tests/accounts/test_sign_up_by_code.py::test_a_code_expires_after_ten_minutes",),
    ),
    Guard(
        "A common password is refused",
        "tracekit_site/settings.py",
        '    {"NAME": "accounts.password_lists.CommonWordValidator"},\n',
        "",
        ("tests/accounts/test_passwords.py::test_a_common_password_is_refused_at_sign_up",),
    ),
    Guard(
        "A session ends 30 days after its sign-in",
        "accounts/sessions.py",
        "return min(expires_at, started_at + ABSOLUTE_LIFETIME) if started_at else expires_at",
        "return expires_at",
        ("tests/accounts/test_sessions.py::test_a_session_ends_30_days_after_its_sign_in_however_often_it_is_used",),
    ),
    Guard(
        "A new password ends the other sessions",
        "accounts/services/security.py",
        "account.sessions.exclude(session_key=row_key_of(request)).delete()",
        "account.sessions.none().delete()",
        ("tests/accounts/test_security.py::test_a_change_keeps_this_session_and_ends_the_others",),
    ),
    Guard(
        "A one-time link works once",
        "accounts/services/links.py",
        "    links.delete()\n",
        "",
        ("tests/accounts/test_one_time_links.py::test_a_link_works_once_and_invalidates_the_others_of_its_account",),
    ),
    Guard(
        "A one-time link ends after a day",
        "accounts/services/links.py",
        "is_valid = Q(expires_at=None) | Q(expires_at__gt=timezone.now())",
        "is_valid = Q()",
        ("tests/accounts/test_one_time_links.py::test_a_link_expires_after_a_day",),
    ),
    Guard(
        "The operator's pages need the operator",
        "tracekit_site/admin_site/site.py",
        "if not request.user.is_operator:",
        "if False:",
        ("tests/site/test_operator_admin.py::test_an_athlete_gets_404",),
    ),
    Guard(
        "The operator's pages need a second factor",
        "tracekit_site/admin_site/site.py",
        "user.is_operator and has_second_factor_session(request))",
        "user.is_operator)",
        ("tests/site/test_operator_admin.py::test_a_password_alone_does_not_open_the_admin",),
    ),
    Guard(
        "An export is downloaded after the password",
        "tracekit_site/views/export.py",
        "@reauthentication_required  # type: ignore[untyped-decorator]  # the package has no types\n",
        "",
        ("tests/account_export/test_pages.py::test_the_download_asks_for_the_password_again",),
    ),
    Guard(
        "An export is downloaded for a day",
        "tracekit_site/views/export.py",
        "if export is None or export.expires_at <= timezone.now():",
        "if export is None:",
        ("tests/account_export/test_pages.py::test_an_archive_is_gone_after_a_day",),
    ),
    Guard(
        "Every form carries its page's token",
        "tracekit_site/settings.py",
        '    "django.middleware.csrf.CsrfViewMiddleware",\n',
        "",
        (
            "tests/accounts/test_sign_in.py::test_a_sign_in_needs_the_csrf_token",
            "tests/files_pages/test_upload.py::test_every_post_needs_the_forms_token",
        ),
    ),
    Guard(
        "Opening the link in a mail turns nothing off",
        "accounts/views/unsubscribe.py",
        "is_confirmed = request.POST.get(name) == value",
        "is_confirmed = value in (request.POST.get(name), request.GET.get(name))",
        ("tests/accounts/test_unsubscribe.py::test_a_scanner_changes_nothing",),
    ),
)
"""These guards keep an account for its owner."""
