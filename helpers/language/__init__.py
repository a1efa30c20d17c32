"""The language of lines: trees, names, reader, printers, what a line means; no sympy, no numpy."""
