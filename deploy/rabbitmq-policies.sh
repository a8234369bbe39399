#!/bin/sh
# Policies of the queues that TTS uses. Run once on a node of the broker, by its user; may be run again.
#
# Status and end-logic queues must not fill the disk while nobody consumes them: what is beyond the limit is
# refused, the publisher keeps it in its outbox and tries again. Incoming queues have no limit: refusing a
# ticket is the sender's loss.
set -eu
rabbitmqctl set_policy --apply-to queues --priority 1 tts-outgoing \
    '^(ticket_status-default|AMS_WORKFLOW_QUEUE|BMS_WORKFLOW_QUEUE)$' \
    '{"max-length": 1000000, "overflow": "reject-publish"}'
rabbitmqctl set_policy --apply-to queues --priority 1 tts-notifications \
    '^(INAPP|EMAIL)_NOTIFICATION_QUEUE$' '{"max-length": 100000, "overflow": "drop-head"}'
