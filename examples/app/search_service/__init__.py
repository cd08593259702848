"""Search in transactions."""
