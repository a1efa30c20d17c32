"""What the notebook of module 4.1 may use."""

from helpers import Network, forward_propagation
from helpers.data.networks import example_network
from helpers.explorers.by_line import derive
from helpers.lessons.lesson_4_1.exercises import ask
from helpers.lessons.lesson_4_1.network_explorer import NetworkExplorer
from helpers.notation import NOTATION, symbols
from helpers.numeric.activations import linear, tanh
from helpers.numeric.forward import pre_activation
from helpers.numeric.losses import Loss, softmax, squared_error
from helpers.pictures.chain import chain_bar
from helpers.pictures.figure import Figure
from helpers.pictures.matrices import Matrix, equation_with_numbers
from helpers.pictures.source import show_source
from helpers.pictures.tables import Table
from helpers.symbolic.bridge import to_numpy

__all__ = [
    "NOTATION",
    "Figure",
    "Loss",
    "Matrix",
    "Network",
    "NetworkExplorer",
    "Table",
    "ask",
    "chain_bar",
    "derive",
    "equation_with_numbers",
    "example_network",
    "forward_propagation",
    "linear",
    "pre_activation",
    "show_source",
    "softmax",
    "squared_error",
    "symbols",
    "tanh",
    "to_numpy",
]
