"""Reports that people keep under a name, with their filters."""
