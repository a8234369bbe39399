"""Conversation on a ticket: comments, thumbs, mentions, drafts and files."""
