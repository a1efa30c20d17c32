"""What the notebook of module 4.5 may use."""

from helpers import Network, forward_propagation, one_hot
from helpers.explorers.by_line import derive
from helpers.lessons.lesson_4_5.exercises import ask
from helpers.lessons.lesson_4_5.explorer import LogitsExplorer
from helpers.notation import symbols
from helpers.numeric.agreement import agreement
from helpers.numeric.backprop import gradient_at_output
from helpers.numeric.differences import finite_differences
from helpers.numeric.graph import graph_gradients
from helpers.numeric.losses import cross_entropy, softmax
from helpers.pictures.chain import chain_bar
from helpers.pictures.source import show_source
from helpers.pictures.tables import Table
from helpers.symbolic.bridge import to_numpy

__all__ = [
    "LogitsExplorer",
    "Network",
    "Table",
    "agreement",
    "ask",
    "chain_bar",
    "cross_entropy",
    "derive",
    "finite_differences",
    "forward_propagation",
    "gradient_at_output",
    "graph_gradients",
    "one_hot",
    "show_source",
    "softmax",
    "symbols",
    "to_numpy",
]
