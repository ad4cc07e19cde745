"""Defines the task of django-tasks' database backend that job rows are compared with: it does nothing."""

from django_tasks import task


@task()
def do_nothing(number: int) -> None:
    """Does no work at all."""
