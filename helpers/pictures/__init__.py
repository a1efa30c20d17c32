"""Pure functions from state to picture: SVG and matplotlib; no widget in here."""
