"""What the notebook of module 4.1 may use."""

from helpers import forward_propagation
from helpers.data.networks import example_network, example_sample
from helpers.explorers.by_line import derive
from helpers.lessons.lesson_4_1.bends import activation_curves, what_a_bend_buys
from helpers.lessons.lesson_4_1.edge_explorer import EdgeExplorer
from helpers.lessons.lesson_4_1.exercises import ask
from helpers.lessons.lesson_4_1.network_explorer import NetworkExplorer
from helpers.notation import symbols
from helpers.numeric.activations import linear, tanh
from helpers.numeric.losses import softmax
from helpers.pictures.chain import chain_bar
from helpers.pictures.figure import Figure
from helpers.pictures.matrices import Matrix, equation_with_numbers
from helpers.pictures.source import show_source
from helpers.pictures.tables import Table
from helpers.symbolic.bridge import to_numpy

scratch = ask.scratch

__all__ = [
    "EdgeExplorer",
    "Figure",
    "Matrix",
    "NetworkExplorer",
    "Table",
    "activation_curves",
    "ask",
    "chain_bar",
    "derive",
    "equation_with_numbers",
    "example_network",
    "example_sample",
    "forward_propagation",
    "linear",
    "scratch",
    "show_source",
    "softmax",
    "symbols",
    "tanh",
    "to_numpy",
    "what_a_bend_buys",
]
