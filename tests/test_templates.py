"""What no template may hold, and what the colours must keep."""

import re
from pathlib import Path

import pytest
from django.conf import settings
from django.contrib.staticfiles.finders import find

TEMPLATES = sorted((settings.BASE_DIR / "templates").rglob("*.*"))
STYLES = sorted((settings.BASE_DIR / "static/css").glob("*.css"))
FORBIDDEN = {
    "an inline style": r"\sstyle=|<style\b",
    "an inline script": r"<script\b(?![^>]*\bsrc=)",
    "a handler in an attribute": r"\son[a-z]+=|hx-on",
    "a script in a value": r"\bjs:|javascript:",
    "a trigger with a filter, which is evaluated": r"hx-trigger=\"[^\"]*\[",
    "text that is not escaped": r"\|\s*safe|autoescape off",
    "an asset from another host": r"<(?:script|link|img|use|iframe)\b[^>]*(?:src|href)=[\"'](?:https?:)?//",
}


@pytest.mark.parametrize("what", FORBIDDEN)
def test_no_template_holds(what):
    found = [path.name for path in TEMPLATES if re.search(FORBIDDEN[what], path.read_text())]
    assert found == []


@pytest.mark.parametrize("path", STYLES, ids=lambda path: path.name)
def test_a_stylesheet_loads_nothing_and_names_no_colour_of_its_own(path: Path):
    text = path.read_text()
    assert not re.search(r"url\(|@import", text)
    if path.name != "tokens.css":
        assert not re.search(r"#[0-9a-f]{3,8}\b(?=[;, )])|\brgba?\(", text)


def test_the_stylesheets_stay_small():
    assert sum(path.stat().st_size for path in STYLES) < 64_000
    assert (settings.BASE_DIR / "templates/components/icons.html").stat().st_size < 6_000


def test_the_scripts_stay_small():
    scripts = [Path(str(find("django_htmx/htmx-2.min.js"))), *(settings.BASE_DIR / "static/js").glob("*.js")]
    assert sum(path.stat().st_size for path in scripts) < 70_000


TOKENS = {
    name: both
    for name, *both in re.findall(
        r"--([\w-]+): light-dark\((#\w{6}), (#\w{6})\)", (settings.BASE_DIR / "static/css/tokens.css").read_text()
    )
}
AAA, AA, PICTURE = 7.0, 4.5, 3.0
CONTRAST = [
    (AAA, "text", "bg surface sunken raised accent-soft warning-soft question-soft danger-soft"),
    (AAA, "text-secondary", "bg surface sunken"),
    (AA, "text-muted", "bg surface sunken"),
    (AA, "accent", "bg surface sunken accent-soft"),
    (AA, "on-accent", "accent-fill accent-fill-hover"),
    (AA, "warning", "bg surface warning-soft"),
    (AA, "on-warning", "warning-fill"),
    (AA, "question", "bg surface question-soft"),
    (AA, "surface", "question text"),
    (AA, "danger", "bg surface danger-soft"),
    (AA, "on-danger", "danger-fill"),
    (PICTURE, "border-control", "bg surface"),
    (PICTURE, "chart-whole", "bg surface"),
    (PICTURE, "chart-differs", "bg surface"),
    (PICTURE, "chart-question", "bg surface"),
]


def luminance(colour: str) -> float:
    linear = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in linear)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("theme", [0, 1], ids=["light", "dark"])
@pytest.mark.parametrize(("least", "text", "grounds"), CONTRAST, ids=[text for _, text, _ in CONTRAST])
def test_text_stands_out_from_its_ground(least, text, grounds, theme):
    weak = {g: r for g in grounds.split() if (r := contrast(TOKENS[text][theme], TOKENS[g][theme])) < least}
    assert weak == {}
