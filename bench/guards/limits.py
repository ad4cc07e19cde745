"""Lists the guards that bound the work which one account, one file or one stranger can make."""

from bench.guards.guard import Guard

UPLOADS, ARCHIVES = "tests/quotas/test_uploads.py", "tests/activities/parsers/test_archive.py"
WINDOWS, BREAKER = "tests/providers/test_rate_limit_windows.py", "tests/providers/test_circuit_breaker.py"
PROCESS, RIGHTS = "tests/activities/parsers/test_process.py", "tests/activities/parsers/test_process_rights.py"

LIMITS = (
    Guard(
        "A quota is asked before bytes are stored",
        "activities/services/receive.py",
        "    rows = [row for row, _ in contents]\n    take_room(upload, rows)\n",
        "    rows = [row for row, _ in contents]\n",
        (f"{UPLOADS}::test_nothing_is_stored_for_files_without_room",),
    ),
    Guard(
        "A quota is asked before an entry is unpacked",
        "activities/services/unpack_archive.py",
        "    take_room(file.upload, [entry])\n    store_content(entry, content)\n",
        "    store_content(entry, content)\n",
        (f"{UPLOADS}::test_no_bytes_are_stored_of_the_first_file_of_an_archive_without_room",),
    ),
    Guard(
        "Two uploads at once share a quota",
        "activities/services/receive.py",
        "        unused = link_copies(rows)\n        take_room(upload, rows)\n",
        "        unused = link_copies(rows)\n",
        (f"{UPLOADS}::test_two_uploads_at_once_do_not_pass_the_quota_together",),
        is_of_postgresql=True,
    ),
    Guard(
        "The list of an archive is checked unread",
        "activities/parsers/archive.py",
        "        check_directory(file)\n",
        "",
        (f"{ARCHIVES}::test_a_list_of_more_than_16_megabytes_is_refused_unread",),
    ),
    Guard(
        "A file that unpacks to too much is refused",
        "activities/parsers/gunzip.py",
        "if size > UNCHECKED_SIZE and size > MAX_RATIO * packed_size:",
        "if False:",
        (f"{ARCHIVES}::test_a_file_that_unpacks_to_far_too_much_is_refused_unread",),
    ),
    Guard(
        "No document type of XML is read",
        "activities/parsers/xml_reader.py",
        'raise FileRefused("doctype")',
        "return",
        ("tests/activities/parsers/test_broken_xml.py::test_a_document_type_is_refused_wherever_it_stands",),
    ),
    Guard(
        "A parser has little memory",
        "activities/parsers/process_main.py",
        'set_limit("RLIMIT_AS", MAX_MEMORY)',
        "pass",
        (f"{PROCESS}::test_the_process_runs_under_its_limits",),
    ),
    Guard(
        "A parser opens nothing and starts nothing",
        "activities/parsers/process_main.py",
        'for name in ("RLIMIT_FSIZE", "RLIMIT_CORE", "RLIMIT_NOFILE", "RLIMIT_NPROC"):',
        "for name in ():",
        (f"{PROCESS}::test_the_process_runs_under_its_limits", f"{RIGHTS}::test_it_opens_nothing"),
    ),
    Guard(
        "A parser has little time",
        "activities/parsers/process_main.py",
        "        extend_cpu_time()\n",
        "",
        (f"{PROCESS}::test_the_process_runs_under_its_limits",),
    ),
    Guard(
        "A parser sees no secret of the environment",
        "activities/parsers/process.py",
        "            env={},\n",
        "",
        (f"{PROCESS}::test_the_process_sees_no_secret_of_the_environment",),
    ),
    Guard(
        "An account sends so many forms",
        "tracekit_site/account_limits.py",
        "    wait_s = _seconds_to_wait(kind, request.user)\n",
        "    wait_s = 0\n",
        ("tests/site/test_account_limits.py::test_each_kind_and_each_account_has_a_limit_of_its_own",),
    ),
    Guard(
        "A search is no regular expression",
        "matching/workout_filter.py",
        '("iregex", re.escape(word))',
        '("iregex", word)',
        ("tests/matching_pages/test_workout_filters.py::test_a_search_finds_every_word_in_names_and_sports",),
    ),
    Guard(
        "No address takes TRACE",
        "tracekit_site/middleware.py",
        "return get_response(request) if request.method in METHODS else HttpResponseNotAllowed(METHODS)",
        "return get_response(request) if METHODS else HttpResponseNotAllowed(METHODS)",
        ("tests/site/test_errors.py::test_methods_that_no_address_needs_are_refused",),
    ),
    Guard(
        "A large body is refused unread",
        "tracekit_site/body_limits.py",
        "if length > _max_body_size(request.path):",
        "if False:",
        ("tests/site/test_body_limit.py::test_a_body_larger_than_its_address_accepts_is_refused_unread",),
    ),
    Guard(
        "A response of a platform is read up to a size",
        "providers/http.py",
        "if size > max_size:",
        "if False:",
        (
            "tests/providers/test_http.py::test_a_response_that_is_too_large_is_not_read",
            "tests/providers/test_file_fetch.py::test_a_file_that_is_too_large_is_not_saved",
        ),
    ),
    Guard(
        "A call without room in its window is not made",
        "providers/services/rate_limit_windows.py",
        '        raise CallPostponed("limit", (free_at - now).total_seconds())\n',
        "        pass\n",
        (f"{WINDOWS}::test_a_first_pull_leaves_its_reserve_and_waits_for_a_time_that_is_kept",),
    ),
    Guard(
        "Workers count calls one after the other",
        "providers/services/rate_limit_windows.py",
        "LOCKED = RateLimitWindow.objects.select_for_update(no_key=True)",
        "LOCKED = RateLimitWindow.objects.all()",
        (f"{WINDOWS}::test_many_workers_together_never_make_more_calls_than_a_window_allows",),
        is_of_postgresql=True,
    ),
    Guard(
        "A platform that does not work is not called",
        "providers/services/circuit_breaker.py",
        "if breaker.opened_at is None or _take_probe(breaker, now):",
        "if True:",
        (f"{BREAKER}::test_failures_of_two_accounts_stop_the_calls_of_all",),
    ),
    Guard(
        "One caller makes a probe, and no other",
        "providers/services/circuit_breaker.py",
        "    return bool(due.update(probe_at=_next_probe(breaker, now)))\n",
        "    return due.exists()\n",
        (f"{BREAKER}::test_while_a_probe_is_under_way_nobody_else_calls",),
    ),
    Guard(
        "Nobody but a trusted proxy says who asks",
        "tracekit_site/middleware.py",
        "                request.META.pop(name, None)\n",
        "                pass\n",
        ("tests/site/test_trusted_proxies.py::test_a_public_address_does_not_choose_whose_sign_ins_it_counts_against",),
    ),
    Guard(
        "A hosted install refuses unsafe settings",
        "tracekit_site/hosted.py",
        "if messages := list_unsafe_settings(settings):",
        "if messages := []:",
        ("tests/site/test_unsafe_settings.py::test_our_commands_print_every_message_and_nothing_else",),
    ),
)
"""These guards keep the service working for everybody."""
