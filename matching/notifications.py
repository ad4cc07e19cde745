"""Describes the notification about open questions, and deletes it when none is left."""

from django.db.models import Exists
from django.urls import reverse

from accounts.models import Notification
from accounts.notification_kinds import NotificationText, notification_kind
from activities.units import format_number
from matching.models import Question

QUESTIONS = "matching.questions"


@notification_kind(QUESTIONS, icon="question")
def describe_questions(provider: str) -> NotificationText:
    """Returns how many questions are open: one query."""
    count = Question.objects.visible().count()
    subject = "1 possible duplicate waits" if count == 1 else f"{format_number(count)} possible duplicates wait"
    return NotificationText(
        title=f"{subject} for your answer",
        message="tracekit is not sure whether activities are the same workout. Nothing changes until you answer.",
        link_label="Answer",
        url=reverse("possible"),
    )


def delete_stale_notification() -> None:
    """Deletes the notification about questions when none is shown any more: one query unless there is one to delete."""
    stale = Notification.objects.filter(~Exists(Question.objects.visible()), kind=QUESTIONS)
    if stale.exists():
        stale.delete()
