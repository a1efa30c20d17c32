"""What the notebook of module 4.3 may use."""

from helpers import Network, forward_propagation, gradient_descent
from helpers.data.networks import example_network, example_sample
from helpers.explorers.by_line import derive
from helpers.lessons.lesson_4_3.exercises import ask
from helpers.lessons.lesson_4_3.losses_explorer import LossesExplorer
from helpers.lessons.lesson_4_3.overflow import OverflowExplorer
from helpers.lessons.lesson_4_3.penalties import PenaltyExplorer
from helpers.numeric.differences import finite_differences
from helpers.numeric.losses import cross_entropy, squared_error
from helpers.pictures.chain import chain_bar
from helpers.pictures.figure import Figure
from helpers.pictures.matrices import Matrix, equation_with_numbers
from helpers.pictures.tables import Table

scratch = ask.scratch

__all__ = [
    "Figure",
    "LossesExplorer",
    "Matrix",
    "Network",
    "OverflowExplorer",
    "PenaltyExplorer",
    "Table",
    "ask",
    "chain_bar",
    "cross_entropy",
    "derive",
    "equation_with_numbers",
    "example_network",
    "example_sample",
    "finite_differences",
    "forward_propagation",
    "gradient_descent",
    "scratch",
    "squared_error",
]
