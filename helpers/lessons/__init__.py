"""A room for each lesson: its explorers, its exercises, what only it computes and draws."""
