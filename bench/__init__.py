"""Benchmarks: what the product does, each beside a yardstick measured in the same run."""
