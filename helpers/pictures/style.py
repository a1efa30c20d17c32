"""One palette by role, one matplotlib style, sizes for laptop and projector."""

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

# What a colour means, in every picture of every lesson.
ROLES = {
    "input": "#8A8A8A",
    "hidden": OKABE_ITO["blue"],
    "output": OKABE_ITO["green"],
    "weights": OKABE_ITO["orange"],
    "gradient": OKABE_ITO["vermillion"],
    "loss": "#7A7A7A",
    "positive": OKABE_ITO["orange"],
    "negative": OKABE_ITO["purple"],
    "lit": OKABE_ITO["yellow"],
}

# Pale tints of the roles, for areas with dark text on them: the half of a unit that holds a.
PALE = {
    "input": "#ECECEC",
    "hidden": "#D3E8F6",
    "output": "#CDECE2",
    "weights": "#FBE7BF",
    "gradient": "#FADCC8",
    "loss": "#E4E4E4",
    "positive": "#FBE7BF",
    "negative": "#F3DCE8",
}

# Deep shades, for areas with white text on them (contrast above 4.5): the half that holds h.
DEEP = {
    "input": "#5F5F5F",
    "hidden": "#0068A3",
    "output": "#007A59",
    "weights": "#8A5A00",
    "gradient": "#B04C00",
    "loss": "#3D3D3D",
    "positive": "#8A5A00",
    "negative": "#9C4676",
}

# Ink that stands on the page itself: (light theme, dark theme), contrast above 4.5 on either.
INK = {
    "hidden": ("#0068A3", "#7CC4F0"),
    "output": ("#007A59", "#4FD1AB"),
    "weights": ("#8A5A00", "#F2BA45"),
    "gradient": ("#B84A00", "#FF9A5C"),
    "positive": ("#8A5A00", "#F2BA45"),
    "negative": ("#9C4676", "#E3A3C5"),
}

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
MONOSPACE = 'Menlo, Consolas, "DejaVu Sans Mono", "Liberation Mono", monospace'

# Settings for `matplotlib.rc_context`; text as large beside its figure as in the diagrams.
MATPLOTLIB = {
    "figure.figsize": (7.2, 3.6),
    "figure.dpi": 100,
    "figure.facecolor": "white",
    "savefig.dpi": 200,
    "font.family": "sans-serif",
    "font.sans-serif": ["DejaVu Sans"],
    "font.size": 13,
    "mathtext.fontset": "stix",
    "axes.titlesize": 14,
    "axes.titlelocation": "left",
    "axes.labelsize": 13,
    "axes.linewidth": 1.0,
    "axes.edgecolor": "#5F5F5F",
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.axisbelow": True,
    "axes.grid": True,
    "grid.color": "#E4E4E4",
    "grid.linewidth": 1.0,
    "lines.linewidth": 2.5,
    "lines.markersize": 8,
    "xtick.labelsize": 13,
    "ytick.labelsize": 13,
    "legend.frameon": False,
    "legend.fontsize": 13,
}
