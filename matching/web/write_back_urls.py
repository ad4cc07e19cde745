"""Addresses of write-backs."""

from django.urls import path

from matching.web.views.write_backs import undo_write, withdraw_write, write, write_again, write_back

urlpatterns = [
    path("workouts/<uuid:id>/write/", write, name="workout_write"),
    path("writes/<uuid:id>/", write_back, name="write"),
    path("writes/<uuid:id>/undo/", undo_write, name="write_undo"),
    path("writes/<uuid:id>/withdraw/", withdraw_write, name="write_withdraw"),
    path("writes/<uuid:id>/again/", write_again, name="write_again"),
]
