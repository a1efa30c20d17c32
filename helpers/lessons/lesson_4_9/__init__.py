"""What the notebook of module 4.9 may use."""

from helpers import Network, back_propagation, check_gradients, forward_propagation
from helpers.data import load_digits
from helpers.data.networks import deep_network
from helpers.explorers.by_line import derive
from helpers.lessons.lesson_4_9.depth import DepthExplorer, gradient_sizes
from helpers.lessons.lesson_4_9.exercises import ask
from helpers.lessons.lesson_4_9.tangent import TangentExplorer
from helpers.notation import symbols
from helpers.numeric.activations import ACTIVATIONS, logistic, relu, tanh
from helpers.numeric.agreement import agreement
from helpers.numeric.differences import finite_differences
from helpers.numeric.training import gradient_descent
from helpers.pictures.chain import chain_bar
from helpers.pictures.source import show_source
from helpers.pictures.tables import Table
from helpers.symbolic.bridge import to_numpy

__all__ = [
    "ACTIVATIONS",
    "DepthExplorer",
    "Network",
    "Table",
    "TangentExplorer",
    "agreement",
    "ask",
    "back_propagation",
    "chain_bar",
    "check_gradients",
    "deep_network",
    "derive",
    "finite_differences",
    "forward_propagation",
    "gradient_descent",
    "gradient_sizes",
    "load_digits",
    "logistic",
    "relu",
    "show_source",
    "symbols",
    "tanh",
    "to_numpy",
]
