"""What the notebook of module 4.8 may use."""

from helpers import back_propagation, check_gradients, forward_propagation
from helpers.data import load_digits
from helpers.data.networks import example_network, example_sample
from helpers.explorers.boundary import BoundaryTraining
from helpers.explorers.by_line import derive
from helpers.lessons.lesson_4_8.capstone_training import CapstoneTraining
from helpers.lessons.lesson_4_8.digit_training import DigitTraining
from helpers.lessons.lesson_4_8.exercises import ask
from helpers.lessons.lesson_4_8.passes import forward_and_back
from helpers.lessons.lesson_4_8.stepper import StepperExplorer, procedure
from helpers.notation import symbols
from helpers.numeric.agreement import agreement
from helpers.numeric.differences import finite_differences
from helpers.numeric.graph import graph_gradients
from helpers.numeric.training import one_step
from helpers.pictures.chain import chain_bar
from helpers.pictures.source import show_source
from helpers.pictures.tables import parameter_table
from helpers.symbolic.network_gradients import sympy_gradients

scratch = ask.scratch

__all__ = [
    "BoundaryTraining",
    "CapstoneTraining",
    "DigitTraining",
    "StepperExplorer",
    "agreement",
    "ask",
    "back_propagation",
    "chain_bar",
    "check_gradients",
    "derive",
    "example_network",
    "example_sample",
    "finite_differences",
    "forward_and_back",
    "forward_propagation",
    "graph_gradients",
    "load_digits",
    "one_step",
    "parameter_table",
    "procedure",
    "scratch",
    "show_source",
    "symbols",
    "sympy_gradients",
]
