"""What the notebook of module 4.7 may use."""

from helpers.explorers.by_line import derive
from helpers.lessons.lesson_4_7.batch import BatchExplorer
from helpers.lessons.lesson_4_7.edge import EdgeExplorer
from helpers.lessons.lesson_4_7.exercises import ask
from helpers.numeric.guarded import gradient_at_weights
from helpers.pictures.chain import chain_bar
from helpers.pictures.source import show_source

scratch = ask.scratch

__all__ = [
    "BatchExplorer",
    "EdgeExplorer",
    "ask",
    "chain_bar",
    "derive",
    "gradient_at_weights",
    "scratch",
    "show_source",
]
