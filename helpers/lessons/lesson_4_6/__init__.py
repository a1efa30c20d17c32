"""What the notebook of module 4.6 may use."""

from helpers import back_propagation, forward_propagation
from helpers.data.networks import example_network, example_sample
from helpers.explorers.by_line import derive
from helpers.lessons.lesson_4_6.exercises import ask
from helpers.lessons.lesson_4_6.hidden_unit import HiddenUnitExplorer
from helpers.lessons.lesson_4_6.still import column_is_row, two_paths
from helpers.numeric.guarded import gradient_at_hidden, gradient_at_pre_activation
from helpers.pictures.chain import chain_bar
from helpers.pictures.figure import Figure
from helpers.pictures.source import show_source
from helpers.pictures.tables import Table

scratch = ask.scratch

__all__ = [
    "Figure",
    "HiddenUnitExplorer",
    "Table",
    "ask",
    "back_propagation",
    "chain_bar",
    "column_is_row",
    "derive",
    "example_network",
    "example_sample",
    "forward_propagation",
    "gradient_at_hidden",
    "gradient_at_pre_activation",
    "scratch",
    "show_source",
    "two_paths",
]
