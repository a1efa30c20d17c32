"""What the notebook of module 4.3 may use."""

from helpers import Network, forward_propagation, gradient_descent, one_hot
from helpers.explorers.by_line import derive
from helpers.lessons.lesson_4_3.exercises import ask
from helpers.lessons.lesson_4_3.losses_explorer import LossesExplorer
from helpers.lessons.lesson_4_3.overflow import OverflowExplorer, naive_softmax
from helpers.lessons.lesson_4_3.penalties import PENALTIES, PenaltyExplorer
from helpers.notation import symbols
from helpers.numeric.differences import finite_differences
from helpers.numeric.losses import cross_entropy, log_softmax, softmax, squared_error
from helpers.pictures.chain import chain_bar
from helpers.pictures.source import show_source
from helpers.pictures.tables import Table
from helpers.symbolic.bridge import to_numpy

__all__ = [
    "PENALTIES",
    "LossesExplorer",
    "Network",
    "OverflowExplorer",
    "PenaltyExplorer",
    "Table",
    "ask",
    "chain_bar",
    "cross_entropy",
    "derive",
    "finite_differences",
    "forward_propagation",
    "gradient_descent",
    "log_softmax",
    "naive_softmax",
    "one_hot",
    "show_source",
    "softmax",
    "squared_error",
    "symbols",
    "to_numpy",
]
