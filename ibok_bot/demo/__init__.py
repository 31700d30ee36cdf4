"""An invented supplier and its customers, for the demo, the tests and the benchmarks."""
