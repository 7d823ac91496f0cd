CREATE TABLE broadcast (
    id {id} PRIMARY KEY,
    name TEXT NOT NULL,
    purpose TEXT NOT NULL,
    text TEXT NOT NULL,
    template_key TEXT,
    audience TEXT NOT NULL,
    account_id TEXT NOT NULL,
    forced BOOLEAN NOT NULL,
    status TEXT NOT NULL,
    pause_reason TEXT,
    scheduled_at {int},
    not_after {int},
    daily_limit {int},
    planned_to {int} NOT NULL,
    planned_at {int},
    planned {int} NOT NULL,
    planned_day TEXT,
    planned_today {int} NOT NULL,
    withheld TEXT NOT NULL,
    dry_run TEXT NOT NULL,
    created_by TEXT NOT NULL,
    edited_by TEXT,
    started_by TEXT,
    created_at {int} NOT NULL,
    started_at {int},
    resumed_at {int},
    finished_at {int},
    updated_at {int} NOT NULL
)
----
CREATE INDEX broadcast_open ON broadcast (status, id) WHERE finished_at IS NULL
----
DROP INDEX message_broadcast
----
CREATE UNIQUE INDEX message_broadcast ON message (broadcast_id, contact_id)
    WHERE broadcast_id IS NOT NULL
----
DROP INDEX message_due
----
CREATE INDEX message_due ON message (account_id, priority, not_before, id)
    WHERE status = 'queued' AND broadcast_id IS NULL
----
CREATE INDEX message_bulk_due ON message (broadcast_id, account_id, not_before, id)
    WHERE status = 'queued' AND broadcast_id IS NOT NULL
----
CREATE INDEX message_broadcast_status ON message (broadcast_id, status, contact_id)
    WHERE broadcast_id IS NOT NULL AND status <> 'queued'
----
CREATE INDEX message_broadcast_settled ON message (broadcast_id, settled_at)
    WHERE broadcast_id IS NOT NULL AND settled_at IS NOT NULL
