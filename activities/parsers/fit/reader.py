"""Converts the messages of FIT files to fields of records, one recording after the other."""

from collections import Counter
from dataclasses import dataclass, field
from datetime import UTC, datetime

from activities.parsers.fit.decoder import Message
from activities.parsers.fit.device import device_name
from activities.parsers.fit.file_messages import FileMessages
from activities.parsers.fit.laps import sum_laps
from activities.parsers.fit.profile import SessionField, SportField
from activities.parsers.fit.record_summary import RecordSummary, summarize_records
from activities.parsers.fit.session import local_offset, session_fields, session_start, sport_fields, unix_seconds
from activities.parsers.parsed import RecordFields
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
        """Adds a recording's activities; two or more sessions of one recording are the legs of one multisport event."""
        parsed = [self._from_session(recording, session) for session in recording.sessions]
        parsed = parsed or [self._without_session(recording)]
        activities = [fields for fields in parsed if fields and self._is_new(fields)]
        shared = {
            "utc_offset_s": local_offset(recording.activity_messages),
            "device": device_name(recording.file_id, recording.creator),
        }
        for leg, fields in enumerate(activities):
            fields.update(shared)
            if len(activities) > 1:
                fields.update(multisport=number, leg=leg)
        self.activities += activities

    def _from_session(self, recording: FileMessages, session: Message) -> RecordFields | None:
        start = session_start(session)
        if start is None and len(recording.sessions) == 1:
            start = plausible_instant(summarize_records(recording.file.data)[0].first)
        if start is None:
            self.notes["untimed_left_out"] += 1
            self._set_impossible_start_refusal(session)
            return None
        return {"started_at": start, **session_fields(session)}

    def _without_session(self, recording: FileMessages) -> RecordFields | None:
        """Builds a session summary from records or laps; returns None when there are none."""
        summary, is_truncated = summarize_records(recording.file.data)
        recording.is_truncated |= is_truncated
        fields = self._from_records(recording, summary) if summary.record_count else self._from_laps(summary.laps)
        if fields:
            self.notes["from_records"] = 1
            fields["flags"] |= {"partial"}
        return fields

    def _from_records(self, recording: FileMessages, summary: RecordSummary) -> RecordFields | None:
        fields = summary.fields
        if not fields["elapsed_s"]:
            self.refusal = FileRefused("no_content")
            return None
        if not fields["started_at"]:
            self.refusal = _impossible_time(summary.first)
            return None
        sport = recording.sport
        return {**fields, **sport_fields(sport.get(SportField.SPORT), sport.get(SportField.SUB_SPORT))}

    def _from_laps(self, laps: list[Message]) -> RecordFields | None:
        session = sum_laps(laps) if laps else {}
        start = session_start(session)
        if start is None:
            self._set_impossible_start_refusal(session)
            return None
        return {"started_at": start, **session_fields(session)}

    def _set_impossible_start_refusal(self, session: Message) -> None:
        """Sets the refusal to the impossible start of a session, which explains more than a missing start."""
        if (start := unix_seconds(session.get(SessionField.START_TIME))) is not None:
            self.refusal = _impossible_time(start)

    def _is_new(self, fields: RecordFields) -> bool:
        identity = tuple(fields.get(name) for name in ("started_at", "sport_raw", "elapsed_s", "distance_m"))
        if identity in self._identities:
            self.notes["duplicate"] += 1
            return False
        self._identities.add(identity)
        return True


def _impossible_time(seconds: float | None) -> FileRefused:
    return FileRefused("bad_time", year=datetime.fromtimestamp(seconds or 0, UTC).year)
