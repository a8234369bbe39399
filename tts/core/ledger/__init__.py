"""The audit trail sealed into a chain of hashes, so that a change behind the database's back shows.

`leaves` says what of an event is hashed, `sealing` closes batches, `verifying` compares, `retention`
lets old events go and keeps their hashes.
"""
