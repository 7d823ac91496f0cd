ALTER TABLE api_key ADD COLUMN last_used_at {int}
----
CREATE INDEX contact_played ON contact (id) WHERE played
----
sqlite: CREATE INDEX consent_event_played ON consent_event (at, kind)
sqlite:     WHERE instr(evidence, '"provider":"sandbox"') > 0
postgres: CREATE INDEX consent_event_played ON consent_event (at, kind)
postgres:     WHERE strpos(evidence, '"provider":"sandbox"') > 0
