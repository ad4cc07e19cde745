"""Maps the addresses of write-backs to views."""

from django.urls import path

from matching.web.views.chosen_write_backs import submit_chosen
from matching.web.views.corrections import submit_accepted_conflict
from matching.web.views.journal import journal, undo_last
from matching.web.views.write_backs import (
    show_write_back,
    submit_retry,
    submit_undo,
    submit_withdrawal,
    submit_write_back,
)

urlpatterns = [
    path("review/write/", submit_chosen, name="review_write"),
    path("workouts/<uuid:id>/write/", submit_write_back, name="workout_write_back"),
    path("writes/", journal, name="write_backs"),
    path("writes/undo/", undo_last, name="write_backs_undo"),
    path("writes/<uuid:id>/", show_write_back, name="write_back"),
    path("writes/<uuid:id>/undo/", submit_undo, name="write_back_undo"),
    path("writes/<uuid:id>/accept/", submit_accepted_conflict, name="write_back_accept"),
    path("writes/<uuid:id>/withdraw/", submit_withdrawal, name="write_back_withdraw"),
    path("writes/<uuid:id>/retry/", submit_retry, name="write_back_retry"),
]
