"""A notebook for the instructor: the mistakes of a class, each with its question, to discuss."""

from class_page import taken_up
from nbformat import v4

from helpers.exercises.discussion import MOST_TYPED

MOST_SHOWN = 3  # of what was typed
METADATA = {
    "kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"},
    "language_info": {"name": "python"},
}
OPENING = """# The mistakes of the class

**Run ▸ Run All Cells**. Each cell asks one question of the exercises again. Let the room vote, A or
B, then open the fold: it says which is right, shows it in numbers, and says what helps. Nobody is
named."""


def notebook(tallies):
    """Return the notebook on the mistakes to take up, the most frequent first."""
    taken = taken_up(tallies)
    cells = [v4.new_markdown_cell(OPENING if taken else f"{OPENING}\n\nNo known mistake was made.")]
    for number, (tally, mistake, count) in enumerate(taken, 1):
        room = f"helpers.lessons.lesson_{tally.lesson.replace('.', '_')}.exercises"
        typed = [answer[:MOST_TYPED] for answer in tally.typed(mistake)[:MOST_SHOWN]]
        cells += [
            v4.new_markdown_cell(
                f"## {number} · {tally.question.title}\n\n"
                f"Lesson {tally.lesson}, {tally.question.kind}: {count} of {len(tally.readers)} "
                "students made the mistake below the fold."
            ),
            v4.new_code_cell(
                "from helpers.exercises.discussion import Discussion\n"
                f"from {room} import ask\n\n"
                f'Discussion(ask, "{tally.question.name}", "{mistake}", {typed!r})',
                metadata={"jupyter": {"source_hidden": True}},
            ),
        ]
    for number, cell in enumerate(cells):
        cell.id = f"cell-{number}"  # the same each time
    return v4.new_notebook(cells=cells, metadata=METADATA)
