"""What the notebook of module 4.4 may use."""

from helpers import forward_propagation
from helpers.data.networks import example_network, example_sample
from helpers.explorers.by_line import derive
from helpers.lessons.lesson_4_4.chain import ChainExplorer, chains, thin_network
from helpers.lessons.lesson_4_4.cost import CostExplorer, by_backpropagation, by_chains
from helpers.lessons.lesson_4_4.exercises import ask
from helpers.lessons.lesson_4_4.graph import GraphExplorer
from helpers.lessons.lesson_4_4.investigation import InvestigationExplorer
from helpers.numeric.graph import Node
from helpers.pictures.chain import chain_bar
from helpers.pictures.source import show_source
from helpers.pictures.tables import Table

scratch = ask.scratch

__all__ = [
    "ChainExplorer",
    "CostExplorer",
    "GraphExplorer",
    "InvestigationExplorer",
    "Node",
    "Table",
    "ask",
    "by_backpropagation",
    "by_chains",
    "chain_bar",
    "chains",
    "derive",
    "example_network",
    "example_sample",
    "forward_propagation",
    "scratch",
    "show_source",
    "thin_network",
]
