"""Exercises: what is asked, what is answered, and which mistake a wrong answer shows."""
