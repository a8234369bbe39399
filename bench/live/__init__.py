"""What the benchmark of live pages is made of: clients, and processes that serve them."""
