"""Takes the tags and texts of an XML document, and keeps the texts of the elements that a format names."""

from collections.abc import Callable, Iterable, Mapping
from typing import Any, ClassVar, Protocol

from activities.parsers.limits import MAX_POINTS
from activities.parsers.result import FileRefused

MAX_DEPTH = 256
"""Elements may be nested this deeply; activity files need about ten levels."""
MAX_LABEL_LENGTH = 1000
MAX_TAGS, MAX_TAG_LENGTH = 1000, 50
"""All documents together have this many usual tags, no longer than this."""
BATCH_SIZE = 1000
"""A reader holds so many points at a time."""

PointTexts = dict[str, str]
"""Maps the fields of a point to what the file says."""


class TooDeep(Exception):
    """The elements of a document are nested more deeply than `MAX_DEPTH`."""


class XmlParser(Protocol):
    """A parser of XML calls these handlers, which may be exchanged at any time; they are expat's."""

    StartElementHandler: Any
    EndElementHandler: Any
    CharacterDataHandler: Any

    @property
    def CurrentByteIndex(self) -> int:  # noqa: N802 - expat's name
        """Returns where the tag or text begins that a handler was called for."""


class XmlReader:
    """Reads one document by its events, in any namespace: a subclass names the elements of its format.

    The texts of the elements that `field_of` names are kept in `values`, which belongs to the innermost element of
    `containers`; the methods `open_NAME` and `close_NAME` take their tags. Inside a point, which is what a file is full
    of, start tags are not looked at: each end tag takes the text before it.
    """

    containers: ClassVar[Iterable[str]]
    point_tag: ClassVar[str]
    _fields: ClassVar[dict[str, str | None]]
    _openers: ClassVar[dict[str, Any]]
    _closers: ClassVar[dict[str, Any]]

    def __init_subclass__(cls) -> None:
        cls._fields = _ByLocalName(cls.field_of)
        cls._openers = _ByLocalName(cls._handlers("open", cls._open_container) | {cls.point_tag: cls.enter_point})
        cls._closers = _ByLocalName(cls._handlers("close", cls._close_container))

    def __init__(self, parser: XmlParser) -> None:
        self.texts: list[str] = []
        self.values: dict[str, str] = {}
        self._parser = parser
        self._open_containers: list[tuple[str, dict[str, str]]] = []  # with the values outside of each
        self._depth = 0
        self.point_count = 0
        self._points: list[PointTexts] = []
        self._depth_outside = self._point_start = 0
        self.last_point: tuple[int, int] | None = None
        parser.CharacterDataHandler = self.texts.append
        self._handle_all_tags()

    @staticmethod
    def field_of(name: str) -> str | None:
        """Returns the field that an element of this local name states; None when its text is not needed."""
        raise NotImplementedError

    def add_points(self, points: list[PointTexts]) -> None:
        """Takes the next points."""
        raise NotImplementedError

    def add_point(self, point: PointTexts) -> None:
        """Takes the next point, whose texts are all known. Raises FileRefused for too many."""
        self._points.append(point)
        if len(self._points) >= BATCH_SIZE:
            self.add_batch()

    def add_batch(self) -> None:
        """Takes the points that are held, before something else begins or ends. Raises FileRefused for too many."""
        points, self._points = self._points, []
        self.point_count += len(points)
        if self.point_count > MAX_POINTS:
            raise FileRefused("too_many", what="points", most=MAX_POINTS)
        if points:
            self.add_points(points)

    def limit_point(self) -> None:
        """Bounds the depth of the point that is open, if there is one, because it goes on for long."""
        if self._parser.StartElementHandler is None:
            self._parser.StartElementHandler = self._count_depth

    def _start(self, tag: str, attributes: dict[str, str]) -> None:
        self.texts.clear()
        self._depth += 1
        if self._depth > MAX_DEPTH:
            raise TooDeep
        if opener := self._openers[tag]:
            self._open_containers.append((tag, self.values))
            self.values = {}
            opener(self, attributes)

    def _end(self, tag: str) -> None:
        self._depth -= 1
        if field := self._fields[tag]:
            self.values[field] = "".join(self.texts)
        elif self._open_containers and self._open_containers[-1][0] == tag:
            self._closers[tag](self)
            self.values = self._open_containers.pop()[1]

    def _count_depth(self, tag: str, attributes: dict[str, str]) -> None:
        self._depth += 1
        if self._depth > MAX_DEPTH:
            raise TooDeep

    @property
    def outer_values(self) -> dict[str, str]:
        """Returns the values of the element around the innermost one of `containers`."""
        return self._open_containers[-1][1]

    def enter_point(self, attributes: dict[str, str]) -> None:
        """Begins a point, which its attributes belong to."""
        self.values = attributes
        self._depth_outside = self._depth - 1
        self._point_start = self._parser.CurrentByteIndex
        self._parser.StartElementHandler = None
        self._parser.EndElementHandler = self._end_in_point

    def _end_in_point(self, tag: str) -> None:
        texts = self.texts
        if field := self._fields[tag]:
            text = texts.pop() if texts else ""
            if field in self.values:
                self.take_repeated(field, text)
            else:
                self.values[field] = text
        else:
            texts.clear()
            if tag.endswith(self.point_tag):
                self._close_point()

    def take_repeated(self, field: str, text: str) -> None:
        """Takes a field that the point stated before: the first counts."""

    def _close_point(self) -> None:
        self._handle_all_tags()
        self._depth = self._depth_outside
        self.last_point = self._point_start, self._parser.CurrentByteIndex
        self.add_point(self.values)
        self.values = self._open_containers.pop()[1]

    def _handle_all_tags(self) -> None:
        self._parser.StartElementHandler = self._start
        self._parser.EndElementHandler = self._end

    def _open_container(self, attributes: Mapping[str, str]) -> None:
        """Opens a container whose start tag needs nothing else."""

    def _close_container(self) -> None:
        """Closes a container whose end tag needs nothing else."""

    @classmethod
    def _handlers(cls, action: str, default: Callable[..., None]) -> dict[str, Any]:
        return {name: getattr(cls, f"{action}_{name.lower()}", default) for name in cls.containers}


class _ByLocalName(dict[str, Any]):
    """Looks a tag up by its local name, which is what follows a namespace's prefix, and remembers usual ones."""

    def __init__(self, lookup: Callable[[str], Any] | Mapping[str, Any]) -> None:
        super().__init__()
        self._lookup = lookup.get if isinstance(lookup, Mapping) else lookup

    def __missing__(self, tag: str) -> Any:
        value = self._lookup(tag.rpartition(":")[2])
        if len(self) < MAX_TAGS and len(tag) < MAX_TAG_LENGTH:
            self[tag] = value
        return value


def label_of(text: str | None) -> str | None:
    """Returns the text of a name, stripped and not longer than any name is; None when there is none."""
    return (text or "")[:MAX_LABEL_LENGTH].strip() or None


def refuse_document_type(*_: object) -> None:
    """Raises FileRefused for a document type declaration, of which no entity is ever expanded."""
    raise FileRefused("doctype")
