"""The lecture's algorithms in numpy alone."""
