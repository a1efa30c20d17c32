"""What the notebook of module 4.8 may use."""

from helpers import Network, back_propagation, check_gradients, forward_propagation
from helpers.data import load_digits
from helpers.data.networks import example_network
from helpers.explorers.by_line import derive
from helpers.lessons.lesson_4_8.boundary import BoundaryTraining
from helpers.lessons.lesson_4_8.digit_training import DigitTraining
from helpers.lessons.lesson_4_8.exercises import ask
from helpers.lessons.lesson_4_8.stepper import StepperExplorer, procedure
from helpers.notation import symbols
from helpers.numeric.agreement import agreement
from helpers.numeric.backprop import gradient_at_hidden, gradient_at_pre_activation
from helpers.numeric.differences import finite_differences
from helpers.numeric.graph import graph_gradients
from helpers.numeric.losses import one_hot
from helpers.numeric.training import gradient_descent, one_step, update
from helpers.pictures.chain import chain_bar
from helpers.pictures.source import show_source
from helpers.pictures.tables import parameter_table
from helpers.symbolic.network_gradients import sympy_gradients

__all__ = [
    "BoundaryTraining",
    "DigitTraining",
    "Network",
    "StepperExplorer",
    "agreement",
    "ask",
    "back_propagation",
    "chain_bar",
    "check_gradients",
    "derive",
    "example_network",
    "finite_differences",
    "forward_propagation",
    "gradient_at_hidden",
    "gradient_at_pre_activation",
    "gradient_descent",
    "graph_gradients",
    "load_digits",
    "one_hot",
    "one_step",
    "parameter_table",
    "procedure",
    "show_source",
    "symbols",
    "sympy_gradients",
    "update",
]
