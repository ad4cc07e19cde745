"""Lists the guards of what platforms tell and take: consents, events, deletions, change feeds and gear."""

from bench.guards.guard import Guard

AUTHORIZATION, CONFIRMATIONS = "providers/services/authorization.py", "providers/services/confirm_deletions.py"
MAPPING, WRITER = "providers/ridewithgps/mapping.py", "providers/ridewithgps/writer.py"
CONTRACT, ERROR_TABLE = "tests/providers/test_contract.py", "tests/providers/test_ridewithgps_error_table.py"
MAPPING_TEST, DELETIONS_TEST = "tests/providers/test_ridewithgps_mapping.py", "tests/webhooks/test_deletions.py"
CONSENT = f"{ERROR_TABLE}::test_a_consent_ends_as_the_table_says"
UNDER_WAY = "OAuthState.objects.filter(browser_hash=browser_hash, created_at__gte=oldest, answered_at=None)"

PLATFORMS = (
    Guard(
        "A consent without state counts in its browser",
        AUTHORIZATION,
        UNDER_WAY,
        "OAuthState.objects.filter(created_at__gte=oldest, answered_at=None)",
        (CONSENT,),
    ),
    Guard(
        "A consent without state counts for ten minutes",
        AUTHORIZATION,
        UNDER_WAY,
        "OAuthState.objects.filter(browser_hash=browser_hash, answered_at=None)",
        (CONSENT,),
    ),
    Guard(
        "A consent without state counts if it is the only one",
        AUTHORIZATION,
        "return states if states.count() == 1 else states.none()",
        "return states",
        (CONSENT,),
    ),
    Guard(
        "A platform that promises the state returns it",
        AUTHORIZATION,
        "for name, platform in PLATFORMS.items() if not platform.always_returns_state]",
        "for name, platform in PLATFORMS.items()]",
        (f"{CONTRACT}::test_a_consent_without_state_counts_where_the_platform_does_not_promise_it",),
    ),
    Guard(
        "The verifier of a consent proves who asked",
        AUTHORIZATION,
        'answer = AuthorizationResponse(content["code"], granted_scopes, callback, _verifier(oauth_state))',
        'answer = AuthorizationResponse(content["code"], granted_scopes, callback, "")',
        (f"{CONTRACT}::test_the_verifier_of_a_consent_is_exchanged_with_its_code_and_not_stored",),
    ),
    Guard(
        "Only RideWithGPS itself signs its events",
        "providers/ridewithgps/webhook.py",
        "if not registration.client_secret or not hmac.compare_digest(expected.encode(), signature.lower().encode()):",
        "if False:",
        (
            "tests/webhooks/test_ridewithgps.py::test_a_wrong_signature_is_refused",
            "tests/webhooks/test_ridewithgps.py::test_without_a_secret_nothing_is_believed",
        ),
    ),
    Guard(
        "A signature of Strava is checked where it can be",
        "providers/strava/webhook.py",
        "if registration.webhook_secret:",
        "if False:",
        ("tests/webhooks/test_receive.py::test_a_signature_is_required_where_its_secret_is_known",),
    ),
    Guard(
        "Only events of our own subscription are believed",
        "providers/services/receive_events.py",
        "if event.subscription_id and connection.subscription_id not in (None, event.subscription_id):",
        "if False:",
        ("tests/webhooks/test_receive.py::test_only_events_of_the_stored_subscription_are_believed",),
    ),
    Guard(
        "A flood of events leaves few jobs",
        "providers/services/receive_events.py",
        "return is_pulling and connection.waiting_count < MAX_WAITING",
        "return is_pulling",
        ("tests/webhooks/test_receive.py::test_a_flood_leaves_so_many_jobs_and_no_more",),
    ),
    Guard(
        "Invented ids cause few calls",
        "providers/services/fetch_pushed.py",
        "[:MAX_BY_ID]",
        "",
        ("tests/webhooks/test_fetch.py::test_invented_ids_cause_no_more_calls_than_the_cap",),
    ),
    Guard(
        "Events of ten minutes are fetched together",
        "providers/services/fetch_pushed.py",
        "if last is not None and now < last + COLLECTED_FOR:",
        "if False:",
        ("tests/webhooks/test_fetch.py::test_an_event_that_comes_while_the_first_is_fetched_waits",),
    ),
    Guard(
        "An event alone ends no connection",
        "providers/services/confirm_revocation.py",
        "    if has_ended:\n",
        "    if True:\n",
        ("tests/webhooks/test_revocation.py::test_a_forged_event_changes_nothing",),
    ),
    Guard(
        "A grant is checked once an hour",
        "providers/services/confirm_revocation.py",
        "if last is not None and now < last + CHECKED_EVERY:",
        "if False:",
        ("tests/webhooks/test_revocation.py::test_it_is_checked_once_an_hour",),
    ),
    Guard(
        "A deletion is confirmed by a call",
        CONFIRMATIONS,
        "            is_deleted, record = _look_up(connection, deletion.activity.provider_id)\n",
        "            is_deleted, record = True, None\n",
        (f"{DELETIONS_TEST}::test_a_forged_deletion_changes_nothing_and_costs_one_call_a_day",),
    ),
    Guard(
        "Nothing but a missing activity is deleted",
        CONFIRMATIONS,
        'return refusal.code == "not_there", None',
        "return True, None",
        (f"{DELETIONS_TEST}::test_another_answer_keeps_the_activity_until_it_is_confirmed",),
    ),
    Guard(
        "Many deletions at once wait for the athlete",
        "providers/services/platform_deletions.py",
        "state = State.ASKING if is_too_many else State.WAITING",
        "state = State.WAITING",
        (f"{DELETIONS_TEST}::test_many_at_once_wait_for_the_athlete",),
    ),
    Guard(
        "A feed of other people's trips changes nothing",
        MAPPING,
        'item.get("item_type") == "trip" and _number(item, "item_user_id") == athlete_id:',
        'item.get("item_type") == "trip":',
        (f"{MAPPING_TEST}::test_the_last_change_of_each_own_trip_counts",),
    ),
    Guard(
        "A start without a zone is no instant",
        MAPPING,
        "if moment.tzinfo is None:",
        "if False:",
        (f"{MAPPING_TEST}::test_an_unreadable_trip_is_refused",),
    ),
    Guard(
        "A zone is looked up by a known name",
        MAPPING,
        "if zone and zone in _zone_names():",
        "if zone:",
        (f"{MAPPING_TEST}::test_local_time_is_that_of_the_zone_or_else_what_the_trip_says",),
    ),
    Guard(
        "Undocumented calls are the operator's choice",
        WRITER,
        "if change is None or not registration.undocumented_calls:",
        "if change is None:",
        (f"{CONTRACT}::test_a_writer_makes_no_call_that_the_operator_has_not_allowed",),
    ),
    Guard(
        "A refused change is not taken for a deletion",
        WRITER,
        'raise RequestRefused("refused") from None',
        "raise",
        (f"{ERROR_TABLE}::test_a_change_ends_as_the_table_says",),
    ),
    Guard(
        "Gear that cannot be read stops no sync",
        "providers/services/gear.py",
        "    except RequestRefused:\n        return\n",
        "    except RequestRefused:\n        raise\n",
        (f"{ERROR_TABLE}::test_a_sync_ends_as_the_table_says",),
    ),
    Guard(
        "An ended grant is not called again",
        "providers/services/schedule_pulls.py",
        "cannot_pull = (Connection.State.RECONNECT, Connection.State.CLOSED)",
        "cannot_pull = (Connection.State.CLOSED,)",
        ("tests/providers/test_ended_grants.py::test_access_withdrawn_there_costs_one_refused_call_and_then_none",),
    ),
    Guard(
        "Only the operator enters an application",
        "providers/web/pages/application.py",
        "return bool(account.is_operator) and not settings.HOSTED",
        "return not settings.HOSTED",
        ("tests/connections/test_own_application.py::test_no_one_but_the_operator_of_a_self_hosted_install_may",),
    ),
    Guard(
        "An account beyond its share lets others go first",
        "providers/services/window_share.py",
        "    if until is not None:\n",
        "    if False:\n",
        ("tests/providers/test_window_share.py::test_an_account_beyond_its_share_waits_while_another_one_waits",),
    ),
)
"""These guards keep a connection in the hands of its athlete and its platform."""
