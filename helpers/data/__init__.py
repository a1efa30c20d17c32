"""Data to learn from: real digits, and sets in the plane."""

from helpers.data.digits import load_digits
from helpers.data.planar import spirals, two_moons, xor

__all__ = ["load_digits", "spirals", "two_moons", "xor"]
