"""A colour is written once, in helpers/pictures/style.py: all that shows one reads it there."""

import re
from pathlib import Path

import pytest

import helpers
from helpers.exercises import card
from helpers.explorers import live
from helpers.pictures import style, svg
from helpers.pictures.style import GREYS, ROLES, coloured
from helpers.symbolic import derivation

HELPERS = Path(helpers.__file__).parent
HEX = re.compile(r"#(?:[0-9a-fA-F]{3,4}){1,2}\b")
NEW = "#123456"


def test_no_colour_is_written_elsewhere():
    found = {
        (path.relative_to(HELPERS).as_posix(), code)
        for path in HELPERS.rglob("*")
        if path.suffix in (".py", ".css") and path != Path(style.__file__)
        for code in HEX.findall(path.read_text(encoding="utf-8"))
    }
    # derivations stand below pictures, so they cannot read this grey there
    assert found == {("symbolic/derivation.py", derivation.QUIET)}


@pytest.mark.parametrize("name", ROLES)
def test_a_role_s_colour_is_changed_in_its_row_alone(monkeypatch, name):
    old = ROLES[name]
    monkeypatch.setitem(ROLES, name, style.Role(*(NEW if shade else "" for shade in old)))
    shown = svg._stylesheet()
    own = re.findall(rf"(?:\.bp-{name}(?:-\w+)?|--bp-{name}-ink)[{{:][^}};]*", shown)
    assert own
    assert not [rule for rule in own if HEX.search(rule) and NEW not in rule]


def test_css_names_colours_and_says_none_itself():
    for module, file, css in (
        (card, "card.css", card.CARD_STYLE),
        (live, "live.css", live.STYLE),
    ):
        text = (Path(module.__file__).parent / file).read_text(encoding="utf-8")
        assert coloured(text) == css
        assert ROLES["gradient"].fill in css


def test_an_unknown_colour_is_refused():
    with pytest.raises(KeyError, match="weigths_fill"):
        coloured("a { color: $weigths_fill }")


def luminance(code):
    digits = code[1:] if len(code) == 7 else "".join(2 * digit for digit in code[1:])
    parts = [int(digits[i : i + 2], 16) / 255 for i in (0, 2, 4)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in parts]
    return sum(w * c for w, c in zip((0.2126, 0.7152, 0.0722), linear, strict=True))


def contrast(one, other):
    dark, light = sorted(map(luminance, (one, other)))
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("role", ROLES.values(), ids=ROLES)
def test_what_is_written_can_be_read(role):
    on = {role.pale: GREYS["on_pale"], role.deep: GREYS["cell"], role.ink: GREYS["page"]}
    on |= {role.ink_dark: "#111111"}
    for ground, text in on.items():
        assert not ground or contrast(ground, text) >= 4.5


def over(colour, ground, share):
    """A colour of which only a share is laid over a ground."""
    pairs = ((int(c[i : i + 2], 16) for c in (colour, ground)) for i in (1, 3, 5))
    return "#" + "".join(f"{round(share * a + (1 - share) * b):02x}" for a, b in pairs)


@pytest.mark.parametrize("page", ["#ffffff", "#111111"])
@pytest.mark.parametrize("role", ROLES.values(), ids=ROLES)
def test_what_steps_back_can_still_be_read(role, page):
    quiet = GREYS["quiet" if page == "#ffffff" else "quiet_dark"]
    for area in filter(None, (role.pale, role.deep)):
        assert contrast(over(area, page, svg.RECEDING), quiet) >= 4.5
    for cell in (over("#ffffff", page, 0.85), role.pale or "#ffffff"):
        assert contrast(cell, GREYS["quiet"]) >= 4.5
