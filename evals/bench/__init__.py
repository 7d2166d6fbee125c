"""Speed, memory and retrieval benchmarks."""
