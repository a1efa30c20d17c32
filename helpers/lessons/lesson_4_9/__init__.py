"""What the notebook of module 4.9 may use."""

from helpers import Network, check_gradients, forward_propagation
from helpers.data import load_digits
from helpers.data.networks import deep_network
from helpers.explorers.by_line import derive
from helpers.lessons.lesson_4_9.depth import DepthExplorer, gradient_sizes
from helpers.lessons.lesson_4_9.exercises import ask
from helpers.lessons.lesson_4_9.own_explorer import OwnActivationExplorer
from helpers.lessons.lesson_4_9.stretched import stretched_logistic
from helpers.lessons.lesson_4_9.tangent import TangentExplorer
from helpers.notation import symbols
from helpers.numeric.activations import logistic, tanh
from helpers.numeric.training import gradient_descent
from helpers.pictures.chain import chain_bar
from helpers.pictures.figure import Figure
from helpers.pictures.tables import Table

scratch = ask.scratch

__all__ = [
    "DepthExplorer",
    "Figure",
    "Network",
    "OwnActivationExplorer",
    "Table",
    "TangentExplorer",
    "ask",
    "chain_bar",
    "check_gradients",
    "deep_network",
    "derive",
    "forward_propagation",
    "gradient_descent",
    "gradient_sizes",
    "load_digits",
    "logistic",
    "scratch",
    "stretched_logistic",
    "symbols",
    "tanh",
]
