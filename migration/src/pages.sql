CREATE INDEX contact_wrote ON contact (last_inbound_at, id) WHERE last_inbound_at IS NOT NULL
----
CREATE INDEX contact_status ON contact (status)
----
CREATE INDEX consent_event_week ON consent_event (at, kind)
----
CREATE INDEX message_settled ON message (status, id)
    WHERE status <> 'queued' AND status <> 'sending'
