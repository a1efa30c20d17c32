"""A derivation by the line: what stands on the page after each press, and what is stored."""

import re

import pytest

from helpers.explorers.by_line import derive
from helpers.symbolic import derivation

SQUARE = """
       D(log(z)^2, z)
    == 2 log(z) * D(log(z), z)   # power rule
    == 2 log(z) / z              # the slope of the logarithm
"""


def shown(d):
    """Return the LaTeX on the page."""
    return re.sub(r'<p id=".*?"', "<p", d._words.value)


def test_it_opens_with_its_first_line_alone():
    d = derive(None, SQUARE)
    assert shown(d).count("=") == shown(derive(None, "D(log(z)^2, z)")).count("=")
    assert "power rule" not in shown(d)
    assert d.sentence == "D(log(z)², z)"
    assert d.back_button.disabled
    assert not d.next_button.disabled


def test_each_press_brings_a_line_with_its_reason():
    d = derive(None, SQUARE)
    d.next_button.click()
    assert "power rule" in shown(d)
    assert "logarithm" not in shown(d)
    d.next_button.click()
    assert "logarithm" in shown(d)
    assert d.next_button.disabled
    assert d.all_button.disabled
    d.next_button.click()
    assert d.count == 3
    for count in (2, 1, 1):
        d.back_button.click()
        assert d.count == count
    assert "power rule" not in shown(d)


def test_the_reason_is_asked_for_first_if_wished():
    d = derive(None, SQUARE)
    d.ask_first.value = True
    d.next_button.click()
    assert "What was done?" in shown(d)
    assert "power rule" not in shown(d)
    assert d.next_button.description == "What was done?"
    d.next_button.click()
    assert "power rule" in shown(d)
    assert "What was done?" not in shown(d)
    assert d.count == 2
    d.next_button.click()
    assert not d.next_button.disabled  # the last reason is still to come
    d.all_button.click()
    assert "logarithm" in shown(d)
    assert d.next_button.disabled


def test_all_lines_are_what_the_derivation_shows_of_itself():
    d, whole = derive(None, SQUARE), derivation.derive(None, SQUARE)
    d.all_button.click()
    assert whole._repr_latex_() in shown(d)
    again = derive(None, SQUARE)
    for _ in range(2):
        again.next_button.click()
    assert shown(again) == shown(d)


def test_what_is_stored_has_all_lines_whatever_is_shown():
    d, whole = derive("4.5-1", "D(-log(ŷ[ℓ]), ŷ[i]) == -1[ℓ=i]/ŷ[ℓ]  # one entry is read"), None
    whole = derivation.derive("4.5-1", "D(-log(ŷ[ℓ]), ŷ[i]) == -1[ℓ=i]/ŷ[ℓ]  # one entry is read")
    bundle = d._repr_mimebundle_()
    assert bundle["text/latex"] == whole._repr_latex_()
    assert bundle["text/plain"] == repr(whole)
    assert "application/vnd.jupyter.widget-view+json" in bundle


def test_the_derivation_answers_through_it():
    d = derive(None, SQUARE)
    assert [bool(line.proof) for line in d.lines] == [False, True, True]
    assert d.result == d.lines[-1].expression
    assert d.refute("2 log(z)").claimed is not None
    with pytest.raises(AttributeError):
        d.no_such_thing  # noqa: B018
    with pytest.raises(derivation.DerivationError):
        derive(None, "z == 2 z")


def test_a_single_line_has_no_buttons():
    assert len(derive(None, "z").widget.children) == 2
    assert len(derive(None, SQUARE).widget.children) == 3
