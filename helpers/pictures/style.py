"""One palette by role, one matplotlib style, sizes for laptop and projector."""

from string import Template
from typing import NamedTuple

# Okabe and Ito's colours, told apart by every kind of colour vision.
OKABE_ITO = {
    "black": "#000000",
    "orange": "#E69F00",
    "sky": "#56B4E9",
    "green": "#009E73",
    "yellow": "#F0E442",
    "blue": "#0072B2",
    "vermillion": "#D55E00",
    "purple": "#CC79A7",
}


class Role(NamedTuple):
    """The colours of one role; those that no picture needs are empty."""

    fill: str  # of areas and lines
    pale: str = ""  # of areas with dark text on them: the half of a unit that holds a
    deep: str = ""  # of areas with white text on them (contrast above 4.5): the half that holds h
    ink: str = ""  # on the page itself, contrast above 4.5
    ink_dark: str = ""  # on the page in the dark theme


_ORANGE = Role(OKABE_ITO["orange"], "#FBE7BF", "#8A5A00", "#8A5A00", "#F2BA45")

# What a colour means, in every picture of every lesson.
ROLES = {
    "input": Role("#8A8A8A", "#ECECEC", "#5F5F5F"),
    "hidden": Role(OKABE_ITO["blue"], "#D3E8F6", "#0068A3", "#0068A3", "#7CC4F0"),
    "output": Role(OKABE_ITO["green"], "#CDECE2", "#007A59", "#007A59", "#4FD1AB"),
    "weights": _ORANGE,
    "gradient": Role(OKABE_ITO["vermillion"], "#FADCC8", "#B04C00", "#B84A00", "#FF9A5C"),
    "loss": Role("#7A7A7A", "#E4E4E4", "#3D3D3D"),
    "positive": _ORANGE,
    "negative": Role(OKABE_ITO["purple"], "#F3DCE8", "#9C4676", "#9C4676", "#E3A3C5"),
    "lit": Role(OKABE_ITO["yellow"]),
}

# What has no meaning, by what it is for.
GREYS = {
    "page": "#fff",  # where no theme says
    "text": "#222",
    "print": "#000",  # on what is stored
    "cell": "#FFF",  # what a tint stands on, and text on a deep area
    "on_pale": "#1A1A1A",
    "mark": "#3D3D3D",  # contours, ticks
    "quiet": "#595959",
    "quiet_dark": "#B8B8B8",
    "rule": "#8A8A8A",
    "axis": "#5F5F5F",  # and what is quiet in a plot
    "before": "#767676",
    "grid": "#E4E4E4",
    "border": "#bdbdbd",
    "margin": "#888",
}
SHADES = ("white", "#D3E8F6", "#8FBEDF")  # of a map, from low to high


def coloured(css, **more):
    """Return CSS with the colours and fonts that it names put in, and what else is given."""
    names = {f"{name}_{k}": v for name, role in ROLES.items() for k, v in role._asdict().items()}
    return Template(css).substitute(names | GREYS | {"sans": SANS, "serif": SERIF} | more)


# Widths in CSS pixels of a picture: JupyterLab's output column in an 800 px window, and on a
# projector of 1200 px; a picture is laid out for the first and may grow to the second.
LAPTOP_WIDTH = 632
PROJECTOR_WIDTH = 1080
SMALLEST_TEXT = 13  # CSS pixels, subscripts included, at any width

SANS = (
    '"Helvetica Neue", Helvetica, Arial, "Liberation Sans", "Segoe UI", Roboto, '
    '"DejaVu Sans", sans-serif'
)
SERIF = (
    '"STIX Two Text", "STIX Two Math", Cambria, "Cambria Math", "Times New Roman", '
    '"Liberation Serif", "DejaVu Serif", serif'
)
# Settings for `matplotlib.rc_context`; text as large beside its figure as in the diagrams.
MATPLOTLIB = {
    "figure.facecolor": "white",
    "font.family": "sans-serif",
    "font.sans-serif": ["DejaVu Sans"],
    "font.size": 13,
    "mathtext.fontset": "cm",
    "axes.titlesize": 14,
    "axes.titlelocation": "left",
    "axes.linewidth": 1.0,
    "axes.edgecolor": GREYS["axis"],
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.axisbelow": True,
    "axes.grid": True,
    "grid.color": GREYS["grid"],
    "grid.linewidth": 1.0,
    "lines.linewidth": 2.5,
    "lines.markersize": 8,
    "legend.frameon": False,
}
