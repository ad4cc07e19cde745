"""Maps the addresses of write-backs to views."""

from django.urls import path

from matching.web.views.write_backs import (
    show_write_back,
    submit_retry,
    submit_undo,
    submit_withdrawal,
    submit_write_back,
)

urlpatterns = [
    path("workouts/<uuid:id>/write/", submit_write_back, name="workout_write_back"),
    path("writes/<uuid:id>/", show_write_back, name="write_back"),
    path("writes/<uuid:id>/undo/", submit_undo, name="write_back_undo"),
    path("writes/<uuid:id>/withdraw/", submit_withdrawal, name="write_back_withdraw"),
    path("writes/<uuid:id>/retry/", submit_retry, name="write_back_retry"),
]
