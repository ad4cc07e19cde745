"""Lists the guards of what leaves the install: pages, files for spreadsheets, log lines and error reports."""

from bench.guards.guard import Guard

REPORTS, HEADERS = "tests/telemetry/test_error_reports.py", "tests/site/test_response_headers.py"

PAGES = (
    Guard(
        "No cell of an export starts a formula",
        "activities/spreadsheet.py",
        'return f"\'{text}" if text.startswith(FORMULA) else text',
        "return text",
        (
            "tests/account_export/test_archive.py::test_no_cell_starts_a_formula",
            "tests/files_pages/test_refused_files.py::test_a_spreadsheet_runs_nothing_of_the_read_report",
        ),
    ),
    Guard(
        "Reports consist of an allow-list: errors",
        "tracekit_site/telemetry/sentry.py",
        "before_send=build_error_event,",
        "before_send=lambda event, hint: event,",
        (f"{REPORTS}::test_nothing_private_is_sent", f"{REPORTS}::test_reports_consist_of_what_is_allowed"),
    ),
    Guard(
        "Reports consist of an allow-list: transactions",
        "tracekit_site/telemetry/sentry.py",
        "before_send_transaction=build_transaction,",
        "before_send_transaction=lambda event, hint: event,",
        (f"{REPORTS}::test_nothing_private_is_sent",),
    ),
    Guard(
        "A report takes fields of one form alone",
        "tracekit_site/telemetry/fields.py",
        "if isinstance(value, str | int) and FIELDS[name].fullmatch(str(value))",
        "if value is not None",
        ("tests/telemetry/test_fields.py::test_a_value_of_another_form_is_left_out",),
    ),
    Guard(
        "A report carries no breadcrumb",
        "tracekit_site/telemetry/events.py",
        '        "event_id": event["event_id"],\n',
        '        **event,\n        "event_id": event["event_id"],\n',
        (f"{REPORTS}::test_nothing_private_is_sent", f"{REPORTS}::test_reports_consist_of_what_is_allowed"),
    ),
    Guard(
        "Sentry gets no log, metric, session or attachment",
        "tracekit_site/telemetry/sentry.py",
        "[item for item in envelope.items if item.type in kinds]",
        "list(envelope.items)",
        (f"{REPORTS}::test_nothing_private_is_sent", f"{REPORTS}::test_reports_consist_of_what_is_allowed"),
    ),
    Guard(
        "A JSON line takes the allowed fields alone",
        "tracekit_site/telemetry/json_lines.py",
        "return json.dumps(line | fields_of(record), ensure_ascii=False)",
        "return json.dumps(line | vars(record), ensure_ascii=False, default=str)",
        (
            "tests/telemetry/test_fields.py::test_a_field_that_is_not_listed_is_left_out",
            f"{REPORTS}::test_json_lines_hold_no_message_of_an_exception_and_one_line_a_request_and_job",
        ),
    ),
    Guard(
        "No log line holds the message of an exception",
        "tracekit_site/logs.py",
        "{''.join(traceback.format_tb(error.__traceback__))}{type_name(error)}",
        "{''.join(traceback.format_tb(error.__traceback__))}{error!r}",
        ("tests/site/test_logs.py::test_a_traceback_holds_places_and_types_and_no_messages",),
    ),
    Guard(
        "Every response has the security headers",
        "tracekit_site/middleware.py",
        "            response.headers.setdefault(name, value)\n",
        "            pass\n",
        (f"{HEADERS}::test_every_address_and_method_has_the_headers", f"{HEADERS}::test_every_outcome_has_the_headers"),
    ),
    Guard(
        "No browser guesses the type of a response",
        "tracekit_site/middleware.py",
        '    "X-Content-Type-Options": "nosniff",\n',
        "",
        (f"{HEADERS}::test_the_redirect_to_https_has_the_headers",),
    ),
    Guard(
        "No other page frames one of ours",
        "tracekit_site/middleware.py",
        "        \"frame-ancestors 'none'\",\n",
        "",
        (f"{HEADERS}::test_the_policy_has_these_directives",),
    ),
    Guard(
        "No script stands in a page",
        "tracekit_site/middleware.py",
        "\"script-src 'self'\",",
        "\"script-src 'self' 'unsafe-inline'\",",
        (f"{HEADERS}::test_the_policy_allows_nothing_inline_and_no_other_host",),
    ),
    Guard(
        "An uploaded file runs nothing in a browser",
        "matching/web/views/file.py",
        "as_attachment=True,",
        "as_attachment=False,",
        ("tests/files_pages/test_file_page.py::test_a_browser_saves_the_original_and_never_runs_it",),
    ),
    Guard(
        "A page with secrets is not kept",
        "accounts/middleware.py",
        "            add_never_cache_headers(response)\n",
        "            pass\n",
        ("tests/site/test_kept_pages.py::test_pages_with_secrets_are_not_kept_in_a_strangers_browser_either",),
    ),
    Guard(
        "A browser that is signed out forgets its pages",
        "accounts/middleware.py",
        "if was_signed_in and not request.user.is_authenticated:",
        "if False:",
        ("tests/site/test_kept_pages.py::test_whatever_signs_a_browser_out_lets_it_forget_what_it_has_kept",),
    ),
    Guard(
        "A form leads to no other site",
        "matching/web/views/next_page.py",
        "page if page and url_has_allowed_host_and_scheme(page, allowed_hosts=None) else otherwise",
        "page if page else otherwise if url_has_allowed_host_and_scheme else page",
        ("tests/write_back/test_chosen.py::test_a_click_leads_to_no_other_site",),
    ),
)
"""These guards keep private data and foreign code out of what is sent."""
