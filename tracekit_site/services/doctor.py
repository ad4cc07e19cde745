"""Runs the checks of the doctor: whether the settings of a process match its install. None of them waits long."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from django.conf import settings
from django.db import connection

from tracekit_site.services import install_checks, platform_checks
from tracekit_site.services.install import InstallFault
from tracekit_site.services.queue_check import check_queue
from tracekit_site.services.sign_up_check import check_sign_up

Check = Callable[[], str]


@dataclass(frozen=True, slots=True)
class CheckResult:
    """Holds one line about a part of the install: that it is right, or what is wrong and what to do."""

    line: str
    is_fault: bool = False


def run_checks(*, include_others: bool) -> Iterator[CheckResult]:
    """Yields the result of each check that this process needs; `include_others` adds what other processes do.

    It ends after a fault of the database, because nothing else can be checked then.
    """
    database = _run_check("database", install_checks.check_database)
    yield database
    if not database.is_fault:
        yield from (_run_check(name, check) for name, check in _list_checks(include_others).items())


def run_local_worker_check() -> CheckResult:
    """Returns whether a worker of this machine receives messages, for whoever supervises it."""
    return _run_check("worker", install_checks.check_local_worker)


def _list_checks(include_others: bool) -> dict[str, Check]:
    checks: dict[str, Check] = {
        "keys": install_checks.check_keys_and_values if include_others else install_checks.check_keys,
        "files": install_checks.check_files,
        "erasures": install_checks.check_erasures if include_others else install_checks.check_ledger,
        "static files": install_checks.check_static_files,
    }
    if settings.REDIS_URL:
        checks["Redis"] = install_checks.check_redis
    if settings.ACTIVITIES_DIR and include_others:
        checks["activities folder"] = install_checks.check_activities_folder
    if connection.vendor != "sqlite":
        checks["clock"] = install_checks.check_clock
    if settings.HOSTED:
        checks["database role"] = install_checks.check_database_role
    if include_others:
        checks |= {
            "sign-up": check_sign_up,
            "proxy": install_checks.check_proxy,
            **_list_platform_checks(),
            "queue": check_queue,
            "workers": install_checks.check_workers,
        }
    return checks


def _list_platform_checks() -> dict[str, Check]:
    """Returns the checks of the platforms where the operator has registered this install."""
    if not platform_checks.own_registrations():
        return {}
    return {
        "callbacks": platform_checks.check_callbacks,
        "webhooks": platform_checks.check_webhooks,
        "clocks of services": platform_checks.check_service_clocks,
        "access keys": platform_checks.check_grants,
    }


def _run_check(name: str, check: Check) -> CheckResult:
    try:
        return CheckResult(f"{name}: {check()}")
    except InstallFault as fault:
        return CheckResult(str(fault), is_fault=True)
