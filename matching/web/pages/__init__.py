"""Builds the page models of the calendar, workouts, the review and write-backs; templates draw them."""
