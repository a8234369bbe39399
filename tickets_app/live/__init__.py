"""What pages are told while they are open: that something changed, never what."""
