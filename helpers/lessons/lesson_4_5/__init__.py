"""What the notebook of module 4.5 may use."""

from helpers import one_hot
from helpers.explorers.by_line import derive
from helpers.lessons.lesson_4_5.exercises import ask
from helpers.lessons.lesson_4_5.explorer import LogitsExplorer
from helpers.lessons.lesson_4_5.jacobian import softmax_jacobian
from helpers.numeric.backprop import gradient_at_output
from helpers.numeric.losses import softmax
from helpers.pictures.chain import chain_bar
from helpers.pictures.source import show_source

scratch = ask.scratch

__all__ = [
    "LogitsExplorer",
    "ask",
    "chain_bar",
    "derive",
    "gradient_at_output",
    "one_hot",
    "scratch",
    "show_source",
    "softmax",
    "softmax_jacobian",
]
