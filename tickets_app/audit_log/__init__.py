"""The audit trail for administrators: page, export and REST."""
