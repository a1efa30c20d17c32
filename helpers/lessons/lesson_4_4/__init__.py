"""What the notebook of module 4.4 may use."""

from helpers import Network, back_propagation, forward_propagation
from helpers.explorers.by_line import derive
from helpers.lessons.lesson_4_4.chain import ChainExplorer, chain, chains, thin_network
from helpers.lessons.lesson_4_4.cost import (
    WAYS,
    CostExplorer,
    Tally,
    by_backpropagation,
    by_chains,
    multiplications,
)
from helpers.lessons.lesson_4_4.exercises import ask
from helpers.lessons.lesson_4_4.graph import GraphExplorer, cross_entropy, named
from helpers.lessons.lesson_4_4.investigation import InvestigationExplorer
from helpers.notation import symbols
from helpers.numeric.graph import Node
from helpers.pictures.chain import chain_bar
from helpers.pictures.source import show_source
from helpers.pictures.tables import Table

__all__ = [
    "WAYS",
    "ChainExplorer",
    "CostExplorer",
    "GraphExplorer",
    "InvestigationExplorer",
    "Network",
    "Node",
    "Table",
    "Tally",
    "ask",
    "back_propagation",
    "by_backpropagation",
    "by_chains",
    "chain",
    "chain_bar",
    "chains",
    "cross_entropy",
    "derive",
    "forward_propagation",
    "multiplications",
    "named",
    "show_source",
    "symbols",
    "thin_network",
]
