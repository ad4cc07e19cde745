"""From the messages of FIT parts to the fields of records, one part after the other."""

from collections import Counter
from dataclasses import dataclass, field
from datetime import UTC, datetime

from activities.parsers import times
from activities.parsers.fit import session
from activities.parsers.fit.contents import Contents
from activities.parsers.fit.decoder import Message
from activities.parsers.fit.device import device
from activities.parsers.fit.laps import session_of
from activities.parsers.fit.summary import Summary, summary
from activities.parsers.parsed import Fields
from activities.parsers.result import FileRefused


@dataclass(slots=True)
class FitReader:
    """The activities of one file so far, how often each note applies, and why a file without any is refused."""

    activities: list[Fields] = field(default_factory=list)
    notes: Counter[str] = field(default_factory=Counter)
    refusal: FileRefused = field(default_factory=lambda: FileRefused("no_time", what="FIT"))
    _seen: set[tuple[object, ...]] = field(default_factory=set)

    def take(self, part: Contents, outing: int) -> None:
        """Add a part's activities; two or more sessions of one part are the legs of one outing."""
        told = [self._session(part, each) for each in part.sessions] or [self._recorded(part)]
        kept = [fields for fields in told if fields and self._is_new(fields)]
        shared = {"utc_offset_s": session.utc_offset(part.closings), "device": device(part.file_id, part.creator)}
        for leg, fields in enumerate(kept):
            fields.update(shared)
            if len(kept) > 1:
                fields.update(outing=outing, leg=leg)
        self.activities += kept

    def _session(self, part: Contents, message: Message) -> Fields | None:
        start = session.started(message)
        if start is None and len(part.sessions) == 1:
            start = times.instant(summary(part.part.data)[0].first)
        if start is None:
            self.notes["untimed_left_out"] += 1
            self._blame(message)
            return None
        return {"started_at": start, **session.figures(message), **session.kind(message.get(5), message.get(6))}

    def _recorded(self, part: Contents) -> Fields | None:
        """The summary that is missing; None where there is nothing to sum up."""
        records, breaks = summary(part.part.data)
        part.is_cut |= breaks
        fields = self._from_records(part, records) if records.records else self._from_laps(records)
        if fields:
            self.notes["from_records"] = 1
            fields["flags"] |= {"partial"}
        return fields

    def _from_records(self, part: Contents, records: Summary) -> Fields | None:
        fields = records.fields
        if not fields["elapsed_s"]:
            self.refusal = FileRefused("no_content")
            return None
        if not fields["started_at"]:
            self.refusal = _impossible(records.first)
            return None
        return {**fields, **session.kind(part.sport.get(0), part.sport.get(1))}

    def _from_laps(self, records: Summary) -> Fields | None:
        message = session_of(records.laps) if records.laps else {}
        start = session.started(message)
        if start is None:
            self._blame(message)
            return None
        return {"started_at": start, **session.figures(message), **session.kind(message.get(5), message.get(6))}

    def _blame(self, message: Message) -> None:
        """A date that cannot be is a better reason than none."""
        if (told := session.unix(message.get(2))) is not None:
            self.refusal = _impossible(told)

    def _is_new(self, fields: Fields) -> bool:
        key = tuple(fields.get(name) for name in ("started_at", "sport_raw", "elapsed_s", "distance_m"))
        if key in self._seen:
            self.notes["duplicate"] += 1
            return False
        self._seen.add(key)
        return True


def _impossible(seconds: float | None) -> FileRefused:
    return FileRefused("bad_time", year=datetime.fromtimestamp(seconds or 0, UTC).year)
