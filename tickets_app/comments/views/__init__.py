"""Pages and parts of pages: each reads through the visibility rule and calls one action."""
