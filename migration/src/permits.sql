CREATE TABLE permit_change (
    id {id} PRIMARY KEY,
    permit_id {int} NOT NULL,
    at {int} NOT NULL,
    actor TEXT NOT NULL,
    status_before TEXT,
    status_after TEXT NOT NULL,
    document_before TEXT,
    document_after TEXT,
    expiry_before TEXT,
    expiry_after TEXT
)
----
CREATE INDEX permit_change_permit ON permit_change (permit_id, id)
----
CREATE TABLE permit_document (
    permit_id {id} PRIMARY KEY,
    status TEXT NOT NULL,
    since {int} NOT NULL
)
----
CREATE INDEX permit_document_open ON permit_document (since) WHERE status <> 'signed'
----
CREATE TABLE recipient (
    id {id} PRIMARY KEY,
    name TEXT NOT NULL,
    phone TEXT NOT NULL,
    contact_id {int} NOT NULL UNIQUE REFERENCES contact (id),
    document_pending BOOLEAN NOT NULL,
    approval_required BOOLEAN NOT NULL,
    reminder BOOLEAN NOT NULL,
    created_at {int} NOT NULL,
    updated_at {int} NOT NULL
)
----
CREATE TABLE permit_change_notice (
    id {id} PRIMARY KEY,
    change_id {int} NOT NULL,
    permit_id {int} NOT NULL,
    kind TEXT NOT NULL,
    recipient_id {int} NOT NULL,
    day TEXT NOT NULL,
    outcome TEXT NOT NULL,
    reason TEXT,
    message_id {int},
    at {int} NOT NULL,
    UNIQUE (change_id, kind, recipient_id, day)
)
----
CREATE INDEX permit_change_notice_day ON permit_change_notice (recipient_id, kind, day) WHERE day <> ''
