"""What the notebook of module 4.2 may use."""

from helpers import (
    Network,
    back_propagation,
    check_gradients,
    forward_propagation,
    gradient_descent,
)
from helpers.explorers.by_line import derive
from helpers.lessons.lesson_4_2.descent import DescentExplorer, X, Y
from helpers.lessons.lesson_4_2.exercises import ask
from helpers.lessons.lesson_4_2.gradient_array import GradientArrayExplorer, cells_of
from helpers.lessons.lesson_4_2.neuron import (
    descent_path,
    gradient_of,
    largest_eta,
    neuron,
    second_derivatives,
)
from helpers.notation import symbols
from helpers.numeric.agreement import agreement
from helpers.numeric.differences import finite_differences
from helpers.numeric.training import update
from helpers.pictures.chain import chain_bar
from helpers.pictures.source import show_source
from helpers.pictures.tables import Table
from helpers.symbolic.bridge import to_numpy

__all__ = [
    "DescentExplorer",
    "GradientArrayExplorer",
    "Network",
    "Table",
    "X",
    "Y",
    "agreement",
    "ask",
    "back_propagation",
    "cells_of",
    "chain_bar",
    "check_gradients",
    "derive",
    "descent_path",
    "finite_differences",
    "forward_propagation",
    "gradient_descent",
    "gradient_of",
    "largest_eta",
    "neuron",
    "second_derivatives",
    "show_source",
    "symbols",
    "to_numpy",
    "update",
]
