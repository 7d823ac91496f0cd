ALTER TABLE contact ADD COLUMN last_inbound_id {int}
----
ALTER TABLE contact ADD COLUMN last_wrote_id {int}
----
ALTER TABLE inbound_message ADD COLUMN previous_id {int}
----
UPDATE inbound_message SET previous_id = before.id
    FROM (SELECT n.id AS of_id, lag(n.id) OVER (PARTITION BY n.contact_id ORDER BY n.id) AS id
        FROM inbound_message n WHERE n.contact_id IS NOT NULL) AS before
    WHERE before.of_id = inbound_message.id AND before.id IS NOT NULL
----
UPDATE contact SET
    last_inbound_id = (SELECT max(i.id) FROM inbound_message i WHERE i.contact_id = contact.id),
    last_wrote_id = (SELECT max(i.id) FROM inbound_message i
        WHERE i.contact_id = contact.id AND i.kind <> 'preference')
    WHERE EXISTS (SELECT 1 FROM inbound_message i WHERE i.contact_id = contact.id)
----
DROP INDEX inbound_contact
----
DROP INDEX message_contact
----
CREATE INDEX message_contact ON message (contact_id, id) WHERE status <> 'queued'
----
DROP INDEX message_due
----
CREATE INDEX message_due ON message (account_id, priority, not_before, id, contact_id)
    WHERE status = 'queued' AND broadcast_id IS NULL
----
DROP INDEX contact_status
----
CREATE INDEX contact_status ON contact (status, since)
