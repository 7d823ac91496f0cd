CREATE INDEX partner_name ON partner (name_folded, id, contact_id)
----
CREATE TABLE staged_file (
    id {id} PRIMARY KEY,
    kind TEXT NOT NULL,
    name TEXT NOT NULL,
    state TEXT NOT NULL,
    done {int} NOT NULL,
    total {int} NOT NULL,
    report TEXT,
    actor TEXT NOT NULL,
    created_at {int} NOT NULL,
    beat_at {int} NOT NULL
)
----
CREATE TABLE staged_content (
    id {id} PRIMARY KEY,
    content {bytes} NOT NULL,
    rejected {bytes}
)
----
CREATE TABLE form_sent (
    key TEXT PRIMARY KEY,
    made {int} NOT NULL,
    at {int} NOT NULL
)
