"""Pictures of pixels: encoded quickly, and, as matplotlib figures, drawn once and then moved."""

import io

import matplotlib
import numpy as np
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from PIL import Image

from helpers.pictures.figure import data_address
from helpers.pictures.style import LAPTOP_WIDTH, MATPLOTLIB

PIXELS = 2  # rendered pixels to a CSS pixel: laptop screens are dense
CSS_DPI = 100  # CSS pixels to matplotlib's inch; a point is 100/72 CSS pixels

COLOURS = 256  # of a live picture: a quarter of a jpeg's bytes, in less time than webp


class PixelPicture:
    """A picture of pixels, rendered at twice its shown size; a subclass has `render`."""

    is_shaded = False  # whether few colours would show as false edges: then it is live as a jpeg

    def __init__(self, width, height, title):
        self.width, self.height, self.title = width, height, title

    @property
    def size(self):
        """Width and height in rendered pixels."""
        return self.width * PIXELS, self.height * PIXELS

    def render(self):
        """Return the picture as it is now, a PIL image in RGB of the size `size`."""
        raise NotImplementedError

    def pixels(self):
        """Return the picture as an array of rows of (red, green, blue), uint8."""
        return np.asarray(self.render())

    def image(self, exact=False):
        """Return the picture as a file: to store exactly, to show live in fewer bytes."""
        page, file = self.render(), io.BytesIO()
        if self.is_shaded and not exact:
            page.save(file, "jpeg", quality=90, subsampling=0)
            return file.getvalue()
        if not exact:
            page = page.quantize(COLOURS, Image.Quantize.FASTOCTREE, dither=Image.Dither.NONE)
        page.save(file, "png", compress_level=6)
        return file.getvalue()

    def data_address(self, exact=False):
        """Return `image(exact)` as a data address for the src of an img element."""
        return data_address(self.image(exact), "jpeg" if self.is_shaded and not exact else "png")


class LivePlot(PixelPicture):
    """The base of every plot: a figure with a static background and artists that move.

    A subclass draws into `figure` within `MATPLOTLIB`'s settings, hands the artists that will
    change to `animate`, and changes them in a method `update`. What is not animated (axes,
    ticks, grid) is drawn again only after `redraw_background`.

    >>> class Dot(LivePlot):
    ...     def __init__(self):
    ...         super().__init__(200, 100, title="a dot")
    ...         (self.dot,) = self.figure.subplots().plot([0.5], [0.5], "o")
    ...         self.animate(self.dot)
    >>> plot = Dot()
    >>> before = plot.image()
    >>> plot.dot.set_xdata([0.1])
    >>> plot.image() != before, plot.pixels().shape
    (True, (200, 400, 3))
    """

    def __init__(self, width=LAPTOP_WIDTH, height=300, title=""):
        super().__init__(width, height, title)
        self._moving, self._background = [], None
        inches = self.width / CSS_DPI, self.height / CSS_DPI
        with matplotlib.rc_context(MATPLOTLIB):
            self.figure = Figure(figsize=inches, dpi=CSS_DPI * PIXELS)
        self._canvas = FigureCanvasAgg(self.figure)

    def axes(self, left, bottom, right, top, title=None, x=0.0, pad=10, **settings):
        """Return new titled axes that leave these margins, in CSS pixels, for ticks and labels."""
        across, up = 1 - (left + right) / self.width, 1 - (bottom + top) / self.height
        with matplotlib.rc_context(MATPLOTLIB):
            axes = self.figure.add_axes((left / self.width, bottom / self.height, across, up))
            axes.set_title(self.title if title is None else title, x=x, pad=pad)
            axes.set(**settings)
        return axes

    def animate(self, *artists):
        """Take artists out of the background; every image draws them on it, by their zorder."""
        for artist in artists:
            artist.set_animated(True)
        self._moving = sorted([*self._moving, *artists], key=lambda artist: artist.zorder)

    def discard(self, *artists):
        """Remove animated artists for good, as contours, which cannot be moved."""
        for artist in artists:
            self._moving.remove(artist)
            artist.remove()

    def redraw_background(self):
        """Have everything drawn anew on the next image, after limits or ticks changed."""
        self._background = None

    def render(self):
        """Return the picture; the background is drawn only where it changed."""
        canvas = self._canvas
        if self._background is None:
            canvas.draw()
            self._background = canvas.copy_from_bbox(self.figure.bbox)
        canvas.restore_region(self._background)
        for artist in self._moving:
            self.figure.draw_artist(artist)
        rgba = Image.frombuffer("RGBA", self.size, canvas.buffer_rgba(), "raw", "RGBA", 0, 1)
        return rgba.convert("RGB")
