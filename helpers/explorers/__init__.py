"""Explorers: controls, a picture that answers to them, and a sentence that says what it shows."""
