"""What pages show, as plain values: clocks, history, rows. They read nothing; selectors do."""
