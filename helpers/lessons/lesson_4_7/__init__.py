"""What the notebook of module 4.7 may use."""

from helpers import back_propagation, check_gradients, forward_propagation
from helpers.data.networks import example_batch, example_network
from helpers.explorers.by_line import derive
from helpers.lessons.lesson_4_7.exercises import ask
from helpers.lessons.lesson_4_7.outer_products import BatchExplorer, outer_product
from helpers.notation import symbols
from helpers.numeric.agreement import agreement, by_block, show_error
from helpers.numeric.backprop import gradient_at_biases, gradient_at_weights
from helpers.numeric.differences import finite_differences
from helpers.numeric.forward import pre_activation
from helpers.numeric.graph import graph_gradients
from helpers.pictures.chain import chain_bar
from helpers.pictures.figure import Figure
from helpers.pictures.source import show_source
from helpers.pictures.tables import Table, parameter_table
from helpers.symbolic.network_gradients import sympy_gradients

__all__ = [
    "BatchExplorer",
    "Figure",
    "Table",
    "agreement",
    "ask",
    "back_propagation",
    "by_block",
    "chain_bar",
    "check_gradients",
    "derive",
    "example_batch",
    "example_network",
    "finite_differences",
    "forward_propagation",
    "gradient_at_biases",
    "gradient_at_weights",
    "graph_gradients",
    "outer_product",
    "parameter_table",
    "pre_activation",
    "show_error",
    "show_source",
    "symbols",
    "sympy_gradients",
]
