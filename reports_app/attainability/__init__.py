"""Which targets can be kept: what resolved tickets and their steps took, and what follows for other targets.

`figures` reads what `tickets_app.measuring` counted; `suggesting` says what weights and targets would fit it,
purely; `presenting` makes the pages of both; `putting` puts a suggestion into a workflow's draft.
"""
