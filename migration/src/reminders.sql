CREATE TABLE scheduled_job (
    name TEXT PRIMARY KEY,
    seen_at {int} NOT NULL,
    started_at {int},
    started_by TEXT,
    finished_at {int},
    outcome TEXT,
    detail TEXT,
    retry_at {int},
    wanted_by TEXT,
    holder TEXT,
    held_until {int}
)
----
CREATE TABLE permit_notice (
    id {id} PRIMARY KEY,
    permit_id {int} NOT NULL,
    kind TEXT NOT NULL,
    threshold {int} NOT NULL,
    expiry_date TEXT NOT NULL,
    contact_id {int},
    day TEXT NOT NULL,
    outcome TEXT NOT NULL,
    reason TEXT,
    message_id {int},
    created_at {int} NOT NULL,
    updated_at {int} NOT NULL,
    UNIQUE (permit_id, kind, threshold, expiry_date)
)
----
CREATE INDEX permit_notice_contact ON permit_notice (contact_id, day) WHERE outcome = 'queued'
----
CREATE INDEX permit_notice_day ON permit_notice (day, id)
----
CREATE INDEX permit_active_expiry ON permit (expiry_date, id) WHERE status = 'active'
----
CREATE TABLE template_version (
    key TEXT NOT NULL,
    version {int} NOT NULL,
    name TEXT NOT NULL,
    body TEXT NOT NULL,
    language TEXT NOT NULL,
    actor TEXT NOT NULL,
    at {int} NOT NULL,
    PRIMARY KEY (key, version)
)
----
INSERT INTO template_version (key, version, name, body, language, actor, at)
SELECT key, version, name, body, language, 'system', updated_at FROM template
----
ALTER TABLE message ADD COLUMN template_version {int}
----
ALTER TABLE broadcast ADD COLUMN template_version {int}
