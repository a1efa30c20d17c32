"""What a line means at a point that a test gives: sizes, indices, numbers and functions by name."""

from fractions import Fraction

from helpers.language.meaning import Meaning
from helpers.language.paper import read_paper


class World:
    """Numbers and functions by name; rows are given as lists, counted from 1."""

    def __init__(self, numbers, functions):
        self.numbers, self.functions = numbers, functions

    def number(self, key):
        name, layer, places = key
        found = self.numbers[name if layer is None else (name, layer)]
        for place in places:
            found = found[place - 1]
        return Fraction(found)

    def function(self, key, args):
        name, *places = key
        return self.functions[(name, *places[1]) if places and places[1] else name](*args)


def value(text, integers, numbers, functions=None, line=0, digits=60):
    """The value of a derivation's line; a list of rows where it is an array."""
    paper = read_paper(text)
    world = World(numbers, functions or {})
    return Meaning(paper.scope, integers, world, digits).value(paper.lines[line][0])
