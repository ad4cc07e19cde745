"""Maps the addresses of what the athlete says about workouts to views."""

from django.urls import path

from matching.web.views.corrections import (
    submit_answer,
    submit_correction_undo,
    submit_ignored,
    submit_name,
    submit_split,
)
from matching.web.views.name_editor import edit_name
from matching.web.views.possible import corrections, possible

urlpatterns = [
    path("possible/", possible, name="possible"),
    path("possible/answer/", submit_answer, name="possible_answer"),
    path("corrections/", corrections, name="corrections"),
    path("corrections/undo/", submit_correction_undo, name="corrections_undo"),
    path("workouts/<uuid:id>/split/", submit_split, name="workout_split"),
    path("workouts/<uuid:id>/ignore/", submit_ignored, name="workout_ignore"),
    path("workouts/<uuid:id>/name/edit/", edit_name, name="workout_name_edit"),
    path("workouts/<uuid:id>/name/", submit_name, name="workout_name"),
]
