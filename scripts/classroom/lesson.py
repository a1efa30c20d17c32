"""What a student does in a lesson: its cells, right answers, a slider, the results."""

import asyncio
from importlib import import_module
from itertools import cycle, islice
from pathlib import Path

import nbformat
from classroom.student import view

from helpers.exercises.derive import Derive
from helpers.exercises.predict import PredictChoice, PredictNumber

NOTEBOOKS = Path(__file__).parents[2] / "notebooks"
FOLDER = "lessons"  # of a student, where deploy/start copies them
ANSWERS = 2
QUARTERS = 1, 3, 2, 0  # of a slider's reach, where it is put one after the other


class Lesson:
    """A lesson by its number, as 4.5."""

    def __init__(self, number):
        self.number, name = number, number.replace(".", "_")
        found = list(NOTEBOOKS.glob(f"{name}_*.ipynb"))
        if len(found) != 1:
            raise ValueError(f"there is no lesson {number}, expected one as 4.5")
        self.path = f"{FOLDER}/{found[0].name}"
        self.results = f"{FOLDER}/results_{name}.json"
        cells = nbformat.read(found[0], 4).cells
        self.cells = [cell.source for cell in cells if cell.cell_type == "code"]
        self.ask = import_module(f"helpers.lessons.lesson_{name}.exercises").ask
        self.answers = list(self._answers())[:ANSWERS]

    async def run_all(self, page):
        """Run all cells; return the widgets that they show, by cell, and what went wrong."""
        shown, faults = {}, []
        for cell in self.cells:
            outputs = await page.run(cell)
            if widget := view(outputs):
                shown[cell] = widget
            for each in outputs:
                if each["output_type"] == "error":
                    faults.append(each["ename"])
                elif each.get("name") == "stderr":
                    faults.append(each["text"])
        return shown, faults

    async def answer(self, page, shown, answer):
        """Give an answer; return what its card says, and whether it took it for right."""
        name, kind, button, state = answer
        card = self.card(shown, name)
        await page.set(page.find(card, kind), **state)
        await page.press(page.find(card, "Button", button))
        return page.text(card), "bp-right" in page.models[card]["_dom_classes"]

    def card(self, shown, name):
        """Return the card of an exercise."""
        return next(widget for cell, widget in shown.items() if f'ask("{name}"' in cell)

    async def at_the_end(self, page, shown, button, name=""):
        """Press a button of the exercises' overview; return what the page says."""
        overview = shown["ask.results()"]
        await page.set(page.find(overview, "Text"), value=name)
        await page.press(page.find(overview, "Button", button))
        return page.text(overview)

    async def slide(self, page, shown, turns):
        """Turn the first slider once a second; return the seconds of each until all is drawn."""
        slider, taken = self._slider(page, shown), []
        low, high = (page.models[slider][end] for end in ("min", "max"))
        step = page.models[slider].get("step") or 1
        for quarter in islice(cycle(QUARTERS), turns):
            value = low + (high - low) * quarter / 4 // step * step
            taken.append(await page.set(slider, value=value))
            await asyncio.sleep(max(0, 1 - taken[-1]))
        return taken

    def _slider(self, page, shown):
        """The first slider of the first explorer that has one."""
        for cell, widget in shown.items():
            for kind in ("FloatSlider", "IntSlider"):
                if "ask" not in cell and (found := page.find(widget, kind)):
                    return found
        raise ValueError(f"{self.path} shows no slider")

    def _answers(self):
        """Right answers: the exercise, the control that takes it, the button, the control's state.

        A field or a choice takes them.
        """
        for name, question in self.ask.questions.items():
            if isinstance(question, PredictChoice):
                yield name, "RadioButtons", "Commit", {"index": question.right}
            elif isinstance(question, PredictNumber):
                yield name, "Text", "Commit", {"value": f"{question.answer:.6g}"}
            elif isinstance(question, Derive) and question.judge(question.truth).is_right:
                yield name, "Text", "Check", {"value": question.truth}
