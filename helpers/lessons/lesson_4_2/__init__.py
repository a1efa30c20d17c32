"""What the notebook of module 4.2 may use."""

from helpers import back_propagation, forward_propagation, gradient_descent
from helpers.data.networks import example_network, example_sample
from helpers.explorers.by_line import derive
from helpers.lessons.lesson_4_2.bowl import bowl, lowest_place
from helpers.lessons.lesson_4_2.descent import DescentExplorer, X, Y
from helpers.lessons.lesson_4_2.exercises import ask
from helpers.lessons.lesson_4_2.gradient_array import GradientArrayExplorer, cells_of
from helpers.lessons.lesson_4_2.neuron import (
    descent_path,
    gradient_of,
    largest_eta,
    neuron,
    second_derivatives,
)
from helpers.lessons.lesson_4_2.parabola import ParabolaExplorer, four_rates
from helpers.numeric.training import update
from helpers.pictures.chain import chain_bar
from helpers.pictures.source import show_source
from helpers.pictures.tables import Table

scratch = ask.scratch

__all__ = [
    "DescentExplorer",
    "GradientArrayExplorer",
    "ParabolaExplorer",
    "Table",
    "X",
    "Y",
    "ask",
    "back_propagation",
    "bowl",
    "cells_of",
    "chain_bar",
    "derive",
    "descent_path",
    "example_network",
    "example_sample",
    "forward_propagation",
    "four_rates",
    "gradient_descent",
    "gradient_of",
    "largest_eta",
    "lowest_place",
    "neuron",
    "scratch",
    "second_derivatives",
    "show_source",
    "update",
]
