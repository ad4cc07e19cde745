"""What the calendar and the page of a workout show, as data: made from rows, drawn by templates."""
