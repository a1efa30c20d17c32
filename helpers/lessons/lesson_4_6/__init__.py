"""What the notebook of module 4.6 may use."""

from helpers import back_propagation, check_gradients, forward_propagation, one_hot
from helpers.data.networks import example_network
from helpers.explorers.by_line import derive
from helpers.lessons.lesson_4_6.exercises import ask
from helpers.lessons.lesson_4_6.hidden_unit import HiddenUnitExplorer
from helpers.notation import symbols
from helpers.numeric.agreement import agreement
from helpers.numeric.backprop import (
    gradient_at_hidden,
    gradient_at_output,
    gradient_at_pre_activation,
)
from helpers.numeric.graph import Node
from helpers.pictures.chain import chain_bar
from helpers.pictures.source import show_source
from helpers.pictures.tables import Table
from helpers.symbolic.bridge import to_numpy

__all__ = [
    "HiddenUnitExplorer",
    "Node",
    "Table",
    "agreement",
    "ask",
    "back_propagation",
    "chain_bar",
    "check_gradients",
    "derive",
    "example_network",
    "forward_propagation",
    "gradient_at_hidden",
    "gradient_at_output",
    "gradient_at_pre_activation",
    "one_hot",
    "show_source",
    "symbols",
    "to_numpy",
]
