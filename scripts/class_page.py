"""A class on one page, which needs nothing else: it can be mailed, printed, shown."""

import html
import re
from itertools import groupby
from pathlib import Path

from latex2mathml.converter import convert

from helpers.exercises.discussion import hint_of
from helpers.exercises.markup import markup
from helpers.pictures.style import coloured

MOST_TAKEN_UP = 5
STYLE = Path(__file__).with_suffix(".css")
LETTERS = {  # as every browser draws them
    r"\mathscr{L}": "ℒ",
    r"\mathbb{1}": "𝟙",
    r"\mathbb{R}": "ℝ",
    r"\hat{y}": "ŷ",
}
PRIME = re.compile(r"<msup>(<mi>.</mi>)<mi>&#x02032;</mi></msup>")
SIGNED = (
    "What counts here is signed by the hub: it says who handed it in, when, and that it is "
    "unchanged. It does not say that the answers were typed: a student's own kernel has written "
    "them."
)
NOT_SIGNED = (
    "No signature was checked: a file can say anything, and its name is what the platform or the "
    "student has called it."
)


def page(files, tallies):
    """Return the page of a class: its files, and a Tally of each exercise."""
    names = {one.name or one.path for one in files.counted}
    lessons = {lesson: list(group) for lesson, group in groupby(tallies, lambda t: t.lesson)}
    title = f"The class in {_and(list(lessons))}" if lessons else "The class"
    of = f" of {len(files.roster)}" if files.roster else ""
    trust = SIGNED if any(one.is_signed for one in files.counted) else NOT_SIGNED
    parts = [
        f"<h1>{title}</h1>",
        f"<p>{_count(len(names), 'student')}{of}, {_count(len(files.counted), 'file')} counted, "
        f"{len(files.refused)} not.</p><p class='quiet'>{trust}</p>",
        _take_up(tallies),
        *(_lesson(lesson, group, files) for lesson, group in lessons.items()),
        _files("Files that do not count", files.refused),
        _files("Copies and earlier ones, counted once", files.again),
    ]
    style = coloured(STYLE.read_text(encoding="utf-8"))
    return (
        '<!DOCTYPE html><html lang="en"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        '<meta http-equiv="Content-Security-Policy" '
        "content=\"default-src 'none'; style-src 'unsafe-inline'\">"
        f"<title>{title}</title><style>{style}</style></head><body>{''.join(parts)}</body></html>\n"
    )


def taken_up(tallies):
    """Return (Tally, mistake, count) of the mistakes to discuss, the most frequent first."""
    found = [(tally, name, n) for tally in tallies for name, n in tally.mistakes.items()]
    return sorted(found, key=lambda each: -each[2])[:MOST_TAKEN_UP]


def _take_up(tallies):
    lines = [
        f"<li><b>{html.escape(mistake)}</b> in {tally.lesson}, {_text(tally.question.title)}: "
        f"<span class='share'>{count} of {_count(len(tally.readers), 'student')}"
        f"{_bar(count, len(tally.readers), ' wrong')}</span>"
        f"<br>{_text(hint_of(tally.question, mistake))}</li>"
        for tally, mistake, count in taken_up(tallies)
    ]
    if not lines:
        return ""
    return f"<h2>To take up next time</h2><ol class='take-up'>{''.join(lines)}</ol>"


def _lesson(lesson, tallies, files):
    head = "<th>exercise<th class='number'>tried<th class='number'>right<th class='number'>tries"
    rows = "".join(map(_row, tallies))
    table = f"<table><tr>{head}<th>known mistakes, by how many students</tr>{rows}</table>"
    return f"<h2>Lesson {lesson}</h2><div class='scroll'>{table}</div>{_missing(lesson, files)}"


def _row(tally):
    count = len(tally.readers)
    shown = f"<br><span class='quiet'>solution shown to {tally.solutions}</span>"
    mistakes = ", ".join(
        f"<span class='mistake{' first' * (i == 0)}'>{html.escape(name)} {n}</span>"
        for i, (name, n) in enumerate(tally.mistakes.items())
    )
    return (
        f"<tr><td>{_text(tally.question.title)} <span class='quiet'>{tally.question.kind}</span>"
        f"{shown * bool(tally.solutions)}<td class='number'>{count}"
        f"<td class='number'>{tally.right}{_bar(tally.right, count)}"
        f"<td class='number'>{tally.tries:g}<td>{mistakes}</tr>"
    )


def _missing(lesson, files):
    if not files.roster:
        return ""
    names = files.missing[lesson]
    if not names:
        return "<p>Everybody on the roster has handed in.</p>"
    listed = "".join(f"<li>{_name(name)}</li>" for name in names)
    return f"<h3>Not handed in: {len(names)}</h3><ul class='names'>{listed}</ul>"


def _files(title, pairs):
    if not pairs:
        return ""
    rows = "".join(f"<tr><td>{_name(path)}<td>{_name(why)}</tr>" for path, why in pairs)
    return f"<h2>{title}: {len(pairs)}</h2><table class='files'>{rows}</table>"


def _bar(part, whole, cls=""):
    share = round(100 * part / whole) if whole else 0
    return f"<span class='bar{cls}' aria-hidden='true'><i style='width:{share}%'></i></span>"


def _name(text):
    """What a student or a platform has written: in no way a part of the page."""
    return f"<bdi>{html.escape(text)}</bdi>"


def _text(text):
    """A text of ours, its formulas as MathML."""
    return re.sub(r"\$([^$]+)\$", lambda found: _mathml(html.unescape(found[1])), markup(text))


def _mathml(tex):
    for latex, letter in LETTERS.items():
        tex = tex.replace(latex, f"{{{letter}}}")
    return PRIME.sub(r"<mrow>\1<mo>′</mo></mrow>", convert(tex))


def _count(number, thing):
    return f"{number} {thing}{'s' * (number != 1)}"


def _and(words):
    *first, last = words
    return f"lessons {', '.join(first)} and {last}" if first else f"lesson {last}"
