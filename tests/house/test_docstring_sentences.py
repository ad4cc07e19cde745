"""Tests what the check of docstrings takes for a whole sentence."""

import pytest

from bench.source.sentences import fault_of

WHOLE = [
    "Returns the job whose turn it is.",
    "Returns whether it waits.",
    "A claim is the right to work on one job.",
    "Claims a queued, due job; returns None when somebody else has it.",
    "Claims jobs: those that have waited longest first.",
    "Checks that the file is whole.",
    "Returns where the athlete ends a grant.",
    "Requeues the job.",
    "Names the file.",
    "Never returns.",
    "Jobs wait in lanes.",
    "They claim jobs.",
    "A worker claims jobs in turn.",
    "This module reads.",
    "`run` does one step.",
    "When a worker stops, its jobs wait for another.",
    "Strava answers with 429.",
    "The lease that a worker holds ends after a minute.",
    "Jobs that wait are claimed in turn.",
    "Whoever signed up is the owner.",
    "What it stores is encrypted.",
    "A person who signed up is a tenant.",
    "These kinds are read:",
]

NOT_WHOLE = [
    "Of this process.",
    "What a provider is and can do.",
    "The way to a platform's consent and back.",
    "Asking for work.",
    "A person who signed up: the tenant.",
    "What a provider is, and can do.",
    "Workouts whose leader waits and is claimed.",
    "That an activity belongs to a workout.",
    "How it looks for the athlete.",
    "As Django's, with the field.",
    "None when nothing waits.",
    "The job it claims.",
    "A name the athlete gave.",
    "The answers of a platform.",
    "Jobs of one registered kind.",
    "Jobs claimed by a worker.",
    "Changes that wait.",
    "Changes to a workout.",
    "Its place in the order: the lower one leads.",
    "Files to download: one recording.",
    "Returns the job",
    "returns the job.",
    "",
]


@pytest.mark.parametrize("text", WHOLE)
def test_a_whole_sentence_has_no_fault(text: str) -> None:
    assert fault_of(text) is None


@pytest.mark.parametrize("text", NOT_WHOLE)
def test_half_a_sentence_has_a_fault(text: str) -> None:
    assert fault_of(text)


def test_a_fault_says_what_is_missing() -> None:
    assert fault_of("returns the job.") == "does not start with a capital or a code span"
    assert fault_of("Returns the job") == "does not end with a full stop"
    assert fault_of("Of this process.") == "no finite verb of its own"
