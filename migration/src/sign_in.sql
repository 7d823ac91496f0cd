ALTER TABLE staff_user ADD COLUMN name TEXT NOT NULL DEFAULT ''
----
ALTER TABLE staff_user ADD COLUMN phone TEXT
----
ALTER TABLE staff_user ADD COLUMN totp {bytes}
----
ALTER TABLE staff_user ADD COLUMN totp_step {int} NOT NULL DEFAULT 0
----
ALTER TABLE staff_user ADD COLUMN disabled_at {int}
----
UPDATE staff_user SET name = email
----
CREATE TABLE session (
    id {id} PRIMARY KEY,
    token_hash {bytes} NOT NULL UNIQUE,
    staff_id {int} NOT NULL REFERENCES staff_user (id),
    awaits_code {int} NOT NULL,
    created_at {int} NOT NULL,
    seen_at {int} NOT NULL,
    expires_at {int} NOT NULL,
    origin TEXT NOT NULL,
    agent TEXT NOT NULL,
    ended_at {int}
)
----
CREATE INDEX session_staff ON session (staff_id, id)
----
CREATE TABLE sign_in_link (
    id {id} PRIMARY KEY,
    token_hash {bytes} NOT NULL UNIQUE,
    staff_id {int} REFERENCES staff_user (id),
    made_by TEXT NOT NULL,
    created_at {int} NOT NULL,
    expires_at {int} NOT NULL,
    used_at {int}
)
----
ALTER TABLE audit_event ADD COLUMN origin TEXT
----
CREATE INDEX audit_event_actor ON audit_event (actor, id)
----
CREATE INDEX audit_event_action ON audit_event (action, id)
----
CREATE INDEX audit_event_subject ON audit_event (subject, id)
