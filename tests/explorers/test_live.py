"""The base of the explorers: one drawing a change, a sentence for every error."""

import base64
import re
import threading
import time

import numpy as np
import pytest
from ipywidgets import Button, FloatSlider, IntSlider, Play
from stored_images import WIDGET_VIEW, Images

from helpers.explorers.live import Explorer, walk_buttons
from helpers.pictures import svg
from helpers.pictures.curves import Curves, CurveStyle


class Square(Explorer):
    """A square; sides below 0 are an error, 13 is a fault of the program."""

    name = "square"

    def __init__(self):
        self.draws = 0
        super().__init__(
            side=IntSlider(3, -5, 20, description="side"),
            scale=FloatSlider(1.0, min=0.5, max=2.0, description="scale"),
        )

    def draw(self):
        self.draws += 1
        side = self.side.value * self.scale.value
        if side < 0:
            raise ValueError(f"side is {side:g}, expected at least 0")
        if side == 13:
            raise ZeroDivisionError("division by zero")
        svg = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 50 50"><title>A square</title>'
        return [f'{svg}<rect width="{side:g}"/></svg>'], f"Side {side:g} < area {side**2:g}."


def shown(explorer):
    """The HTML of the pictures on the page."""
    return [widget.value for widget in explorer._picture_box.children]


def test_a_control_is_an_attribute_and_turning_it_draws_once():
    square = Square()
    assert square.draws == 1
    square.side.value = 4
    assert square.draws == 2
    assert square.sentence == "Side 4 < area 16."
    assert 'width="4"' in shown(square)[0]
    assert "Side 4 &lt; area 16." in square._words.value


def test_controls_turned_together_draw_once():
    square = Square()
    square.turn(side=5, scale=2.0)
    assert square.draws == 2
    assert square.sentence == "Side 10 < area 100."


def test_controls_turned_at_the_beginning_draw_once():
    class Begun(Square):
        def begin(self):
            self.side.value, self.scale.value = 4, 2.0

    begun = Begun()
    assert (begun.draws, begun.sentence) == (1, "Side 8 < area 64.")


def test_turning_what_is_no_control_is_refused():
    with pytest.raises(ValueError, match=r"^size is no control, expected one of \['side', 'scale'"):
        Square().turn(size=3)


def test_an_error_becomes_the_sentence_and_the_picture_fades_until_it_is_mended():
    square = Square()
    before = shown(square)
    square.side.value = -2
    assert square.sentence == (
        "This does not work: side is -2, expected at least 0. The picture is that of before."
    )
    assert isinstance(square.error, ValueError)
    assert "bp-stale" in square.widget._dom_classes
    assert shown(square) == before
    square.side.value = 13
    assert square.sentence.startswith("This does not work: division by zero.")
    square.side.value = 2
    assert square.error is None
    assert "bp-stale" not in square.widget._dom_classes
    assert square.sentence == "Side 2 < area 4."


@pytest.mark.parametrize(
    ("error", "said"),
    [(ValueError("no data"), "no data"), (MemoryError(), "the memory is used up")],
)
def test_an_error_in_the_first_drawing_leaves_a_sentence_too(error, said):
    class Never(Explorer):
        def draw(self):
            raise error

    assert Never().sentence == f"This does not work: {said}."


def test_an_error_of_one_control_is_not_lost_where_another_is_turned_with_it():
    class Choosy(Square):
        def turned(self, name):
            if name == "scale":
                raise ValueError("no scale")

    choosy = Choosy()
    choosy.turn(side=4, scale=2.0)
    assert choosy.sentence.startswith("This does not work: no scale.")


def test_a_control_that_draw_itself_turns_is_followed():
    class Capped(Square):
        def draw(self):
            self.side.value = min(self.side.value, 10)
            return super().draw()

    capped = Capped()
    capped.side.value = 15
    assert capped.sentence == "Side 10 < area 100."


def test_a_button_acts_and_draws_once():
    square = Square()
    button = Button(description="Larger")
    square.on_press(button, lambda: square.turn(side=square.side.value + 1, scale=2.0))
    button.click()
    assert square.draws == 2
    assert square.sentence == "Side 8 < area 64."


def test_an_error_of_a_button_becomes_the_sentence():
    square, button = Square(), Button(description="Fail")
    square.on_press(button, lambda: 1 / 0)
    button.click()
    assert square.sentence.startswith("This does not work: division by zero.")


@pytest.mark.parametrize(
    ("controls", "message"),
    [
        ({"side": IntSlider()}, "the control side has no description, expected a few words"),
        ({"draw": IntSlider(description="d")}, "the control draw would hide Explorer.draw"),
    ],
)
def test_a_bad_control_is_refused(controls, message):
    with pytest.raises(ValueError, match=f"^{message}$"):
        Explorer(**controls)


class Walk(Explorer):
    """Powers of a base, one after another; the base is what it begins with."""

    layout = ("base",), ("side", "back_button", "next_button", "play")
    case, walk, css = ("base",), "side", ".bp-explorer { color: inherit; }"

    def __init__(self):
        self.draws, self.begun = 0, 0
        super().__init__(
            base=IntSlider(2, 1, 3, description="base"),
            side=IntSlider(1, 0, 4, description="side"),
            **walk_buttons("On"),
            play=Play(1, min=0, max=4, description="play"),
        )

    def begin(self):
        self.begun += 1
        self.powers = [self.base.value**exponent for exponent in range(5)]

    def draw(self):
        self.draws += 1
        return [], f"It is {self.powers[self.side.value]}."


def test_a_walk_has_two_buttons_and_a_player_and_keeps_to_its_ends():
    walk = Walk()
    walk.next_button.click()
    assert (walk.side.value, walk.play.value, walk.sentence) == (2, 2, "It is 4.")
    assert walk.next_button.description == "On"
    walk.play.value = 4
    walk.next_button.click()
    assert (walk.side.value, walk.sentence) == (4, "It is 16.")
    walk.side.value = 0
    walk.back_button.click()
    assert (walk.side.value, walk.play.value, walk.sentence) == (0, 0, "It is 1.")


def test_a_control_that_moves_another_draws_once():
    walk = Walk()
    for turn in (walk.next_button.click, lambda: setattr(walk.play, "value", 4)):
        before = walk.draws
        turn()
        assert walk.draws == before + 1


def test_an_explorer_begins_anew_where_its_case_is_turned_and_only_there():
    walk = Walk()
    walk.side.value = 3
    assert walk.begun == 1
    walk.base.value = 3
    assert (walk.begun, walk.sentence) == (2, "It is 27.")


def test_the_rows_of_controls_stand_as_laid_out_with_the_style_of_the_class():
    walk = Walk()
    styles, *rows, _, _ = walk.widget.children
    assert [box.children for box in rows] == [
        (walk.base,),
        (walk.side, walk.back_button, walk.next_button, walk.play, walk.play_button),
    ]
    assert ".bp-explorer { color: inherit; }" in styles.children[-1].value
    (row,) = Square().widget.children[1:-2]
    assert len(row.children) == 2


def test_threads_never_draw_at_once_and_the_last_change_is_shown():
    inside, most = 0, 0

    class Slow(Square):
        def draw(self):
            nonlocal inside, most
            inside += 1
            most = max(most, inside)
            time.sleep(0.002)
            inside -= 1
            return super().draw()

    slow = Slow()

    def turn_side():
        for side in range(20):
            slow.side.value = side

    def turn_scale():
        for scale in np.linspace(0.5, 2, 20):
            slow.scale.value = scale

    threads = [threading.Thread(target=work) for work in (turn_side, turn_scale)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert most == 1
    assert slow.sentence == "Side 38 < area 1444."


def test_the_bundle_holds_widget_figure_and_sentence():
    square = Square()
    bundle = square._repr_mimebundle_()
    assert set(bundle) == {WIDGET_VIEW, "text/html", "text/plain"}
    assert bundle["text/plain"] == square.sentence
    images = Images(bundle["text/html"])
    assert images.text == square.sentence
    (image,) = images.found
    assert image["alt"] == square.sentence
    kind, data = image["src"].split(",")
    assert kind == "data:image/svg+xml;base64"
    assert base64.b64decode(data).decode() == shown(square)[0]


class Plotted(Explorer):
    name = "plotted"

    def begin(self):
        self.plot = Curves("Line", {"a": CurveStyle("a", "#0068A3")}, "x", 10, (0, 1))

    def draw(self):
        self.plot.update(a=([0, 10], [0, self.end.value]))
        return [self.plot, self.plot], f"It ends at {self.end.value}."


def test_a_plot_has_few_colours_on_the_page_and_all_where_stored():
    plotted = Plotted(end=FloatSlider(0.5, min=0, max=1, description="end"))
    live = Images(shown(plotted)[0]).found[0]
    assert live["src"] == plotted.plot.data_address()
    assert live["alt"] == "Line"
    assert (live["width"], live["height"]) == ("350", "270")
    images = Images(plotted._repr_mimebundle_()["text/html"]).found
    assert [image["alt"] for image in images] == ["It ends at 0.5.", "Line"]
    assert images[0]["src"] == plotted.plot.data_address(exact=True)
    assert "background:#fff" in images[0]["style"]


def test_style_and_classes_are_there():
    square = Square()
    assert {"bp-explorer", "bp-square"} <= set(square.widget._dom_classes)
    style, *_ = square.widget.children[0].children
    assert style.value.startswith("<style>")
    assert '[data-jp-theme-light="false"] img.bp-plot' in style.value


def test_a_style_is_sent_to_the_browser_once():
    one, other = Square(), Square()
    assert one.widget.children[0] is other.widget.children[0]


def test_the_sentence_is_heard_from_a_region_that_stays_and_only_at_rest():
    walk = Walk()
    sentence, region = walk.widget.children[-1].children
    (owned,) = re.findall(r'aria-live="polite" aria-owns="(.*?)"', region.value)
    before = region.value
    walk.next_button.click()
    assert f'<p id="{owned}" class="bp-sentence">It is 4.' in sentence.value
    walk.play_button.click()
    walk.play.value = 3  # as the browser moves it
    assert walk.play_button.description == "Pause"
    assert f'<p id="{owned}" class="bp-sentence" aria-live="off">It is 8.' in sentence.value
    walk.play_button.click()
    assert walk.play_button.description == "Play"
    assert f'<p id="{owned}" class="bp-sentence">It is 8.' in sentence.value
    assert region.value == before


def test_no_control_says_null():
    for control in Walk().controls.values():
        assert isinstance(control, Button) or control.tooltip == ""


def test_the_style_of_diagrams_is_on_the_page_once():
    """A picture that brings a style has the browser work out that of the whole page anew."""

    class Diagram(Square):
        def draw(self):
            pictures, sentence = super().draw()
            return [
                svg.to_string(svg.picture(50, 50, "A square", "It is empty.")),
                *pictures,
            ], sentence

    diagram = Diagram()
    assert "<style>" in diagram.pictures[0]
    assert not [html for html in shown(diagram) if "<style" in html]
    styles = diagram.widget.children[0].children
    assert [widget.value for widget in styles].count(f"<style>{svg.STYLESHEET}</style>") == 1
