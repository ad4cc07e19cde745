"""Templates hold nothing inline and nothing from another host, and colors keep their contrast."""

import re
from pathlib import Path

import pytest
from django.conf import settings
from django.contrib.staticfiles.finders import find

from tracekit_site.static_files import BUNDLES

SITE_SCRIPTS = ("request-errors", "dialog")
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


@pytest.mark.parametrize("description", FORBIDDEN)
def test_no_template_holds(description: str) -> None:
    assert [path.name for path in TEMPLATES if re.search(FORBIDDEN[description], path.read_text())] == []


def test_every_class_is_styled_or_found_by_a_selector() -> None:
    pages = [path.read_text() for path in TEMPLATES if path.parent.name != "admin"]
    targets = " ".join(target for page in pages for target in re.findall(r"hx-target=\"([^\"]*)\"", page))
    scripts = (settings.BASE_DIR / "static/js").glob("*.js")
    selectors = " ".join([targets, *(path.read_text() for path in (*STYLES, *scripts))])
    selected = set(re.findall(r"\.([a-z][\w-]*)", selectors))
    plain_pages = [re.sub(r"\{[{%].*?[%}]\}", "{}", page) for page in pages]
    classes = " ".join(value for page in plain_pages for value in re.findall(r"class=\"([^\"]*)\"", page))
    named = set(re.findall(r"(?<!\S)[a-z][a-z-]*(?!\S)", classes))
    assert {name for name in named - selected if not any(other.startswith(f"{name}-") for other in selected)} == set()


@pytest.mark.parametrize("path", STYLES, ids=lambda path: path.name)
def test_a_stylesheet_loads_nothing_and_uses_only_colors_of_the_tokens(path: Path) -> None:
    text = path.read_text()
    assert not re.search(r"url\(|@import", text)
    if path.name != "tokens.css":
        assert not re.search(r"#[0-9a-f]{3,8}\b(?=[;, )])|\brgba?\(", text)


def test_the_stylesheets_of_a_page_stay_small() -> None:
    """A page links to the bundle of the site, and to one more sheet at most."""
    sizes = {path.stem: path.stat().st_size for path in STYLES}
    bundles = {name: sum(sizes.pop(sheet) for sheet in sheets) for name, sheets in BUNDLES.items()}
    of_the_site = bundles.pop("css/site.css")
    assert of_the_site + max(*bundles.values(), *sizes.values()) < 64_000
    assert (settings.BASE_DIR / "templates/components/icons.html").stat().st_size < 6_000


def test_the_scripts_of_a_page_stay_small() -> None:
    """A page loads htmx, the scripts of the site, the shortcuts, and one more at most."""
    sizes = {path.stem: path.stat().st_size for path in (settings.BASE_DIR / "static/js").glob("*.js")}
    of_the_site = sum(sizes.pop(name) for name in (*SITE_SCRIPTS, "shortcuts"))
    htmx = Path(str(find("django_htmx/htmx-2.min.js"))).stat().st_size
    assert htmx + of_the_site + max(sizes.values()) < 70_000


TOKENS = {
    name: colors
    for name, *colors in re.findall(
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


def luminance(color: str) -> float:
    """Returns the relative luminance of a color as WCAG defines it."""
    channels = [int(color[index : index + 2], 16) / 255 for index in (1, 3, 5)]
    red, green, blue = (
        channel / 12.92 if channel <= 0.04045 else ((channel + 0.055) / 1.055) ** 2.4 for channel in channels
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(first: str, second: str) -> float:
    """Returns the contrast ratio of two colors as WCAG defines it."""
    light, dark = sorted((luminance(first), luminance(second)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("theme", [0, 1], ids=["light", "dark"])
@pytest.mark.parametrize(("minimum", "text", "backgrounds"), CONTRAST, ids=[text for _, text, _ in CONTRAST])
def test_text_has_enough_contrast_to_its_background(minimum: float, text: str, backgrounds: str, theme: int) -> None:
    ratios = {name: contrast(TOKENS[text][theme], TOKENS[name][theme]) for name in backgrounds.split()}
    assert {name: ratio for name, ratio in ratios.items() if ratio < minimum} == {}
