"""Collects the names that templates, stylesheets and scripts give."""

import re
from collections.abc import Iterable, Iterator
from pathlib import PurePath

from bench.source import names
from bench.source.checkout import CheckedFile
from bench.source.names import Name

TAG = re.compile(r"\{%-?\s*(.*?)\s*-?%\}|\{\{\s*(.*?)\s*\}\}", re.DOTALL)
TAG_COMMENT = re.compile(r"\{#.*?#\}|\{% comment %\}.*?\{% endcomment %\}", re.DOTALL)
QUOTED = re.compile(r"\"[^\"]*\"|'[^']*'")
VARIABLE = re.compile(r"(?<![\w.|\"'])[a-z_]\w*")
BLOCK = re.compile(r"block\s+(\w+)")
NOT_VARIABLES = {"as", "in", "not", "and", "or", "is", "only", "with", "by", "from", "None", "True", "False"}
MARKUP_NAME = re.compile(r"\s(?:class|id)=\"([^\"]*)\"|\s(data-[\w-]+)")
CSS_COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)
CSS_SELECTOR = re.compile(r"([^{};]*)\{")
CSS_NAME = re.compile(r"[.#](-?[a-zA-Z_][\w-]*)|@(?:keyframes|container|layer)\s+([\w-]+)")
CSS_PROPERTY = re.compile(r"(--[\w-]+)\s*:")
JS_COMMENT = re.compile(r"/\*.*?\*/|(?<!:)//[^\n]*", re.DOTALL)
JS_STRING = re.compile(r"\"(?:\\.|[^\"\\\n])*\"|'(?:\\.|[^'\\\n])*'")
JS_DECLARED = re.compile(r"\b(?:const|let|var|function|class)\s+(\w+)")
JS_LIST = re.compile(r"\b(?:const|let|var)\s+([^;\n]*)")
JS_NEXT_IN_LIST = re.compile(r",\s*(\w+)\s*=[^=>]")
JS_PARAMETERS = re.compile(r"\(([\w\s,]*)\)\s*(?:=>|\{)|(\w+)\s*=>")
SNAKE_CASE = re.compile(r"(?<![\w.-])[a-z]+_[a-z_]\w*")


def names_in_page(file: CheckedFile) -> Iterator[Name]:
    """Yields every name that a template, a stylesheet or a script gives, with that of the file itself."""
    stem = PurePath(file.path).stem
    if file.path.endswith(".js"):
        yield Name(file.path, 1, names.SCRIPT, stem)
        yield from _unique(file, names.SCRIPT, _in_script(file.text))
    elif file.path.endswith(".css"):
        yield Name(file.path, 1, names.CSS, stem)
        yield from _unique(file, names.CSS, _in_stylesheet(file.text))
    elif file.is_template:
        yield Name(file.path, 1, names.TEMPLATE, stem)
        text = TAG_COMMENT.sub(_same_length, file.text)
        yield from _unique(file, names.CSS, _in_markup(text))
        yield from _unique(file, names.TEMPLATE_VARIABLE, _in_tags(text))


def snake_case_in_script(file: CheckedFile) -> Iterator[Name]:
    """Yields the identifiers of a script that are written in snake case, each once."""
    text = JS_STRING.sub(_same_length, JS_COMMENT.sub(_same_length, file.text))
    return _unique(file, names.SCRIPT, ((match[0], match.start()) for match in SNAKE_CASE.finditer(text)))


def _unique(file: CheckedFile, kind: str, given: Iterable[tuple[str, int]]) -> Iterator[Name]:
    """Yields each of these texts once, with the line of its first offset."""
    seen = set()
    for text, offset in given:
        if text and text not in seen:
            seen.add(text)
            yield Name(file.path, file.text.count("\n", 0, offset) + 1, kind, text)


def _same_length(match: re.Match[str]) -> str:
    return re.sub(r"[^\n]", " ", match[0])


def _in_markup(text: str) -> Iterator[tuple[str, int]]:
    """Yields classes, ids and data attributes with their offsets."""
    for match in MARKUP_NAME.finditer(TAG.sub(_same_length, text)):
        for word in (match[1] or match[2]).split():
            yield word, match.start()


def _in_tags(text: str) -> Iterator[tuple[str, int]]:
    """Yields the variables and the blocks that a template's tags name, with their offsets."""
    for tag in TAG.finditer(text):
        inside = QUOTED.sub(_same_length, tag[1] or tag[2] or "")
        if block := BLOCK.match(inside):
            yield block[1], tag.start()
        for match in list(VARIABLE.finditer(inside))[1 if tag[1] else 0 :]:
            if match[0] not in NOT_VARIABLES:
                yield match[0], tag.start()


def _in_stylesheet(text: str) -> Iterator[tuple[str, int]]:
    """Yields classes, ids, custom properties and the names of at-rules, with their offsets."""
    text = CSS_COMMENT.sub(_same_length, text)
    for selector in CSS_SELECTOR.finditer(text):
        for match in CSS_NAME.finditer(selector[1]):
            yield match[1] or match[2], selector.start(1) + match.start()
    for match in CSS_PROPERTY.finditer(text):
        yield match[1], match.start()


def _in_script(text: str) -> Iterator[tuple[str, int]]:
    """Yields what a script declares, and the parameters of its functions, with their offsets."""
    text = JS_COMMENT.sub(_same_length, text)
    for match in JS_DECLARED.finditer(text):
        yield match[1], match.start()
    for declared in JS_LIST.finditer(text):
        for match in JS_NEXT_IN_LIST.finditer(declared[1]):
            yield match[1], declared.start()
    for match in JS_PARAMETERS.finditer(text):
        for word in re.findall(r"\w+", match[1] or match[2] or ""):
            yield word, match.start()
