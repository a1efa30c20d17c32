"""Sympy alone: the lecture's symbols, derivations proved line by line, the way to numpy."""
