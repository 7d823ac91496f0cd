DROP INDEX message_contact
----
CREATE INDEX message_contact ON message (contact_id, id)
    WHERE broadcast_id IS NULL OR status <> 'queued'
----
sqlite: DROP INDEX message_bulk_due
----
sqlite: CREATE INDEX message_bulk_due ON message (broadcast_id, account_id, not_before)
sqlite:     WHERE status = 'queued' AND broadcast_id IS NOT NULL
