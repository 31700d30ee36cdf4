"""The HTTP API for the supplier's own systems."""
