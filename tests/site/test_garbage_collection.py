"""The garbage collector, which is off while Django starts, is on in every process that serves or works."""

import gc


def test_the_garbage_collector_is_on_once_django_has_started() -> None:
    assert gc.isenabled()
    assert gc.get_freeze_count() > 10_000
