"""An invented supplier with customers, for a first look, for tests and for benchmarks."""
