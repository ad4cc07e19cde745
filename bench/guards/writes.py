"""Lists the guards that let nothing be written to a platform without a click, and nothing from a sink."""

from bench.guards.guard import Guard

WRITES = (
    Guard(
        "No value of a sink is proposed elsewhere",
        "matching/services/proposals.py",
        "if can_be_written and can_be_source(_source(difference), target):",
        "if can_be_written:",
        (
            "tests/write_back/test_sinks.py::test_a_change_to_a_value_of_a_sink_cannot_be_requested",
            "tests/write_back/test_sinks.py::test_a_sink_is_never_the_source_of_a_proposal",
        ),
    ),
    Guard(
        "No job sends a value of a sink",
        "matching/services/run_write_back.py",
        "if not can_be_source(row.source_provider, row.connection.provider):",
        "if False:",
        ("tests/write_back/test_guards.py::test_the_job_never_sends_a_value_of_a_sink",),
    ),
    Guard(
        "Only a click creates a write-back",
        "matching/models.py",
        "if self._state.adding and not self.is_imported:",
        "if False:",
        ("tests/write_back/test_guards.py::test_the_model_refuses_a_write_back_that_no_click_asked_for",),
    ),
    Guard(
        "Only a proposed change is requested",
        "matching/services/request_write_back.py",
        "proposal = next((proposal for proposal in proposals if proposal.choice == choice), None)",
        "proposal = next(proposals, None)",
        ("tests/write_back/test_guards.py::test_only_a_proposed_change_can_be_requested",),
    ),
    Guard(
        "A value that changed meanwhile is not overwritten",
        "matching/services/run_write_back.py",
        'elif present != (clean_text(row.expected_before) or ""):',
        "elif False:",
        ("tests/write_back/test_one_click.py::test_a_value_that_was_changed_meanwhile_is_a_conflict_and_is_stored",),
    ),
    Guard(
        "An imported write-back cannot be undone",
        "matching/models.py",
        "return self.state == self.State.DONE and is_first and is_kept and not self.is_imported",
        "return self.state == self.State.DONE and is_first and is_kept",
        ("tests/account_export/test_round_trip.py::test_imported_write_backs_are_history",),
    ),
    Guard(
        "An imported write-back cannot be retried",
        "matching/models.py",
        "return self.state == self.State.FAILED and not self.is_imported",
        "return self.state == self.State.FAILED",
        ("tests/account_export/test_round_trip.py::test_imported_write_backs_are_history",),
    ),
    Guard(
        "Strava's data is trimmed after seven days",
        "matching/services/retention.py",
        'if activities := list(Activity.objects.filter(_unconfirmed(connection.provider)).order_by("id")[:size]):',
        "if activities := list(Activity.objects.none()):",
        ("tests/matching/test_retention.py::test_only_unconfirmed_activities_are_trimmed",),
    ),
    Guard(
        "A disconnected platform's activities are deleted",
        "providers/services/disconnect.py",
        "if delete_part_of_provider(connection.provider, size) or _delete_references(connection):",
        "if _delete_references(connection):",
        ("tests/connections/test_disconnect.py::test_disconnecting_names_what_it_deletes_and_deletes_it",),
    ),
    Guard(
        "A disconnected platform's tokens go at once",
        "providers/services/disconnect.py",
        '            encrypted_tokens=b"",\n',
        "",
        ("tests/connections/test_disconnect.py::test_the_tokens_go_with_the_click",),
    ),
    Guard(
        "Calls to platforms follow no redirect",
        "providers/http.py",
        "allow_redirects=False",
        "allow_redirects=True",
        ("tests/providers/test_http.py::test_a_redirect_is_not_followed",),
    ),
    Guard(
        "A consent is answered in the browser that asked",
        "providers/oauth.py",
        'return hashlib.sha256(f"{state} {browser}".encode()).hexdigest()',
        "return hashlib.sha256(state.encode()).hexdigest()",
        ("tests/connections/test_authorization.py::test_a_state_that_is_not_valid_connects_nothing",),
    ),
    Guard(
        "The answer of a consent page is used once",
        "providers/services/authorization.py",
        "state_hash=hash_state(state, browser), created_at__gte=oldest, answered_at=None)",
        "state_hash=hash_state(state, browser), created_at__gte=oldest)",
        ("tests/connections/test_authorization.py::test_a_state_that_is_not_valid_connects_nothing",),
    ),
)
"""These guards keep what platforms hold, and what came from them, as their athletes want it."""
