"""Images of digits in rows, each with words below it."""

from pathlib import Path

import matplotlib
import numpy as np
from PIL import Image, ImageDraw, ImageFont

from helpers.numeric.validate import as_array, as_count
from helpers.pictures.plots import CSS_DPI, PIXELS, PixelPicture
from helpers.pictures.style import LAPTOP_WIDTH

SIDE = 8  # pixels of a digit
SHOWN = 72  # its side as shown, in CSS pixels
HEAD, LINE, GAP, EDGE = 36, 17, 14, 8  # CSS pixels
FONT = Path(matplotlib.get_data_path(), "fonts", "ttf", "DejaVuSans.ttf")


def _font(points):
    return ImageFont.truetype(FONT, points * CSS_DPI * PIXELS / 72)


class DigitGrid(PixelPicture):
    """Up to rows times columns digits, in order from the top left, dark on white.

    Drawn without matplotlib, which takes seven times as long for so many words.

    Parameters
    ----------
    rows, columns : int
        How many digits there is room for.
    lines : int
        How many lines of words there is room for below each.
    width : int
        The width shown, in CSS pixels.

    Raises
    ------
    ValueError
        Where one of them is no whole number of at least 1.

    Examples
    --------
    >>> grid = DigitGrid(rows=1, columns=4)
    >>> grid.update("1 mistake", np.zeros((64, 1)), ["says 9, is 7"])
    >>> grid.title, grid.words
    ('1 mistake', ['says 9, is 7'])
    """

    def __init__(self, rows=2, columns=6, lines=2, width=LAPTOP_WIDTH):
        self.rows, self.columns = as_count("rows", rows), as_count("columns", columns)
        self._pitch = SHOWN + as_count("lines", lines) * LINE + GAP
        super().__init__(width, HEAD + self.rows * self._pitch, "")
        self._digits, self.words = np.zeros((SIDE**2, 0)), []
        self._fonts = _font(14), _font(12)

    def update(self, title, digits, words):
        """Show these digits.

        Parameters
        ----------
        title : str
            Stands above them.
        digits : array_like, shape (64, M)
            Pixels in [0, 1], a digit a column; those there is no room for are left out.
        words : sequence of str
            What stands below each, in up to `lines` lines.

        Raises
        ------
        ValueError
            Where a column is no digit, or there are not as many words as digits.
        """
        if np.shape(digits) != (SIDE**2, 0):
            digits = as_array("digits", digits, ndim=2)
            if len(digits) != SIDE**2:
                raise ValueError(f"digits has {len(digits)} rows, expected {SIDE**2}, one a pixel")
            if digits.min() < 0 or digits.max() > 1:
                raise ValueError("digits has an entry outside of 0 to 1")
        if len(words) != digits.shape[1]:
            raise ValueError(f"words holds {len(words)}, expected {digits.shape[1]}, one a digit")
        room = self.rows * self.columns
        self.title, self._digits, self.words = title, digits[:, :room], list(words[:room])

    def render(self):
        """Return the picture."""
        page = Image.new("RGB", self.size, "white")
        draw = ImageDraw.Draw(page)
        heading, text = self._fonts
        draw.text((EDGE * PIXELS, 8 * PIXELS), self.title, "black", heading)
        for place, words in enumerate(self.words):
            row, column = divmod(place, self.columns)
            centre = EDGE + (column + 0.5) * (self.width - 2 * EDGE) / self.columns
            top = HEAD + row * self._pitch
            corner = round((centre - SHOWN / 2) * PIXELS), top * PIXELS
            page.paste(self._digit(place), corner)
            for i, line in enumerate(words.splitlines()):
                below = top + SHOWN + 2 + i * LINE
                draw.text((centre * PIXELS, below * PIXELS), line, "black", text, anchor="ma")
        return page

    def _digit(self, place):
        ink = self._digits[:, place].reshape(SIDE, SIDE)
        cells = Image.fromarray(np.round(255 * (1 - ink)).astype(np.uint8))
        return cells.resize((SHOWN * PIXELS, SHOWN * PIXELS), Image.Resampling.NEAREST)
