"""Converts the messages of FIT files to fields of records, one recording after the other."""

from collections import Counter
from dataclasses import dataclass, field

from activities.parsers.fit.clock import DeviceClock
from activities.parsers.fit.completion import complete_sessions
from activities.parsers.fit.definition import Message
from activities.parsers.fit.device import device_name
from activities.parsers.fit.file_messages import FileMessages
from activities.parsers.fit.laps import lap_start, summarize_laps
from activities.parsers.fit.no_session import impossible_time, summarize_recording
from activities.parsers.fit.profile import SessionField
from activities.parsers.fit.records import RecordRuns, summarize_runs
from activities.parsers.fit.session import session_start, session_totals, stated_sport, stated_time
from activities.parsers.parsed import RecordFields, check_count
from activities.parsers.result import FileRefused
from activities.parsers.times import plausible_instant


@dataclass(slots=True)
class FitReader:
    """Collects the activities of one file, counts its notes, and holds the refusal of a file without activities."""

    activities: list[RecordFields] = field(default_factory=list)
    notes: Counter[str] = field(default_factory=Counter)
    refusal: FileRefused = field(default_factory=lambda: FileRefused("no_time", what="FIT"))
    _identities: set[tuple[object, ...]] = field(default_factory=set)

    def add_recording(self, recording: FileMessages, number: int) -> None:
        """Adds a recording's activities; two or more sessions of one recording are the legs of one multisport event.

        Raises FileRefused for too many activities.
        """
        clock = recording.clock
        activities = [fields for fields in self._read(recording, clock) if self._is_new(fields)]
        check_count(len(self.activities) + len(activities))
        if recording.sessions:
            complete_sessions(recording, activities)
        shared = {
            "utc_offset_s": recording.utc_offset_s,
            "device": device_name(recording.file_id, recording.creator),
        }
        for leg, fields in enumerate(activities):
            fields.update(shared)
            if len(activities) > 1:
                fields.update(multisport=number, leg=leg)
        self.activities += activities

    def _read(self, recording: FileMessages, clock: DeviceClock) -> list[RecordFields]:
        if not recording.sessions:
            return self._without_session(recording, clock)
        check_count(len(recording.sessions))
        laps = recording.laps if any(session.get(SessionField.SPORT) is None for session in recording.sessions) else []
        parsed = [self._from_session(recording, session, laps, clock) for session in recording.sessions]
        return [fields for fields in parsed if fields]

    def _from_session(
        self, recording: FileMessages, session: Message, laps: list[Message], clock: DeviceClock
    ) -> RecordFields | None:
        start = session_start(session, clock)
        if start is None and len(recording.sessions) == 1:
            start = plausible_instant(self._first_moment(recording, clock))
        if start is None:
            self.notes["untimed_left_out"] += 1
            if (stated := stated_time(session, clock)) is not None:
                self.refusal = impossible_time(stated)
            return None
        own_laps: list[Message] = []
        if session.get(SessionField.SPORT) is None:
            is_only = len(recording.sessions) == 1
            own_laps = [lap for lap in laps if is_only or (lap_start(lap, clock) or 0) >= start.timestamp()]
        return {"started_at": start, **session_totals(session), **stated_sport(session, own_laps, recording.sport)}

    def _first_moment(self, recording: FileMessages, clock: DeviceClock) -> float | None:
        laps = summarize_laps(recording.laps, clock) if recording.laps else None
        if laps and plausible_instant(laps.start_s):
            return laps.start_s
        return self._runs(recording, clock).longest.first_s

    def _without_session(self, recording: FileMessages, clock: DeviceClock) -> list[RecordFields]:
        """Returns the activity of a recording without a session; none when it is refused."""
        runs = self._runs(recording, clock)
        try:
            fields = summarize_recording(recording, runs, clock)
        except FileRefused as refused:
            self.refusal = refused
            return []
        self.notes["from_records"] = 1
        return [fields]

    def _runs(self, recording: FileMessages, clock: DeviceClock) -> RecordRuns:
        runs = summarize_runs(recording.file.data, clock)
        recording.is_truncated |= runs.is_damaged
        if runs.has_jumps:
            self.notes["time_jumps"] = 1
        return runs

    def _is_new(self, fields: RecordFields) -> bool:
        identity = tuple(fields.get(name) for name in ("started_at", "sport_raw", "elapsed_s", "distance_m"))
        if identity in self._identities:
            self.notes["duplicate"] += 1
            return False
        self._identities.add(identity)
        return True
