"""Shows the calendar, workouts, the review, uploads and write-backs."""
