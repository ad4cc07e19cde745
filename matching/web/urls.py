"""Maps the addresses of the calendar, of workouts and of settings to views."""

from django.urls import include, path, register_converter

from matching.web.views.calendar import calendar_day, calendar_month, calendar_year
from matching.web.views.disconnect import disconnect_platform
from matching.web.views.expectations import expectations
from matching.web.views.file_fetch import show_file_fetch, submit_file_fetch
from matching.web.views.first_steps import dismiss_first_steps
from matching.web.views.review import review, review_all
from matching.web.views.storage import storage
from matching.web.views.workout import workout
from matching.web.views.workouts import workouts


class YearConverter:
    """Converts a year between 1000 and 2999."""

    regex = "[12][0-9]{3}"

    def to_python(self, text: str) -> int:
        return int(text)

    def to_url(self, year: int) -> str:
        return str(year)


class MonthConverter:
    """Converts the number of a month, `01` to `12`."""

    regex = "0[1-9]|1[0-2]"

    def to_python(self, text: str) -> int:
        return int(text)

    def to_url(self, month: int) -> str:
        return f"{month:02}"


register_converter(YearConverter, "year")


class DayConverter:
    """Converts the number of a day, `01` to `31`."""

    regex = "0[1-9]|[12][0-9]|3[01]"

    def to_python(self, text: str) -> int:
        return int(text)

    def to_url(self, day: int) -> str:
        return f"{day:02}"


register_converter(MonthConverter, "month")
register_converter(DayConverter, "day")

urlpatterns = [
    path("calendar/<year:year>/", calendar_year, name="calendar_year"),
    path("calendar/<year:year>/<month:month_number>/", calendar_month, name="calendar_month"),
    path("calendar/<year:year>/<month:month_number>/<day:day_number>/", calendar_day, name="calendar_day"),
    path("review/", review_all, name="review_all"),
    path("review/<year:year>/<month:month_number>/", review, name="review"),
    path("workouts/", workouts, name="workouts"),
    path("workouts/<uuid:id>/", workout, name="workout"),
    path("workouts/<uuid:id>/file/fetch/", submit_file_fetch, name="workout_file_fetch"),
    path("workouts/<uuid:id>/file/", show_file_fetch, name="workout_file_status"),
    path("", include("matching.web.correction_urls")),
    path("", include("matching.web.write_back_urls")),
    path("connections/<uuid:id>/disconnect/", disconnect_platform, name="connection_disconnect"),
    path("first-steps/dismiss/", dismiss_first_steps, name="first_steps_dismiss"),
    path("settings/expected/", expectations, name="settings_expected"),
    path("settings/storage/", storage, name="settings_storage"),
    path("", include("matching.web.upload_urls")),
]
