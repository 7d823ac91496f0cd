CREATE TABLE contact (
    id {id} PRIMARY KEY,
    address TEXT NOT NULL UNIQUE,
    status TEXT NOT NULL,
    since {int},
    source TEXT,
    decided_at {int},
    chain_length {int} NOT NULL,
    chain_head {bytes},
    name TEXT,
    last_inbound_at {int},
    last_outbound TEXT,
    last_outbound_at {int},
    last_request_id {int},
    last_asked_at {int},
    ask_count {int} NOT NULL,
    held BOOLEAN NOT NULL,
    questioned_at {int},
    quick_replies {int} NOT NULL,
    unreachable BOOLEAN NOT NULL,
    created_at {int} NOT NULL,
    version {int} NOT NULL
)
----
CREATE TABLE partner (
    id {id} PRIMARY KEY,
    name TEXT NOT NULL,
    name_folded TEXT NOT NULL,
    phone TEXT,
    contact_id {int} REFERENCES contact (id),
    external_ref TEXT UNIQUE,
    email TEXT,
    created_at {int} NOT NULL,
    updated_at {int} NOT NULL
)
----
CREATE INDEX partner_contact ON partner (contact_id)
----
CREATE TABLE account (
    id TEXT PRIMARY KEY,
    kind TEXT NOT NULL,
    name TEXT NOT NULL,
    base_url TEXT,
    sealed {bytes} NOT NULL,
    token_generation {int} NOT NULL,
    previous_token_until {int},
    is_default BOOLEAN NOT NULL,
    position INTEGER NOT NULL,
    active BOOLEAN NOT NULL,
    paused BOOLEAN NOT NULL,
    down_until {int},
    down_count INTEGER NOT NULL,
    state TEXT NOT NULL,
    last_error TEXT,
    pace_ms TEXT,
    next_send_at {int} NOT NULL,
    last_webhook_at {int},
    created_at {int} NOT NULL,
    updated_at {int} NOT NULL
)
----
CREATE TABLE inbound_message (
    id {id} PRIMARY KEY,
    account_id TEXT NOT NULL,
    dedupe_key {bytes} NOT NULL,
    contact_id {int},
    address TEXT,
    kind TEXT NOT NULL,
    text TEXT NOT NULL,
    intent TEXT NOT NULL,
    rule TEXT NOT NULL,
    context TEXT NOT NULL,
    unclear BOOLEAN NOT NULL,
    authenticity TEXT NOT NULL,
    provider_message_id TEXT,
    sent_at {int},
    received_at {int} NOT NULL,
    raw TEXT NOT NULL,
    event_id {int},
    resolved_by TEXT,
    resolved_at {int},
    UNIQUE (dedupe_key, account_id)
)
----
CREATE INDEX inbound_contact ON inbound_message (contact_id, id)
----
CREATE INDEX inbound_unclear ON inbound_message (id) WHERE unclear
----
CREATE INDEX inbound_unreadable ON inbound_message (id) WHERE kind = 'unreadable'
----
CREATE TABLE consent_event (
    id {id} PRIMARY KEY,
    contact_id {int} NOT NULL,
    seq {int} NOT NULL,
    kind TEXT NOT NULL,
    source TEXT NOT NULL,
    actor TEXT NOT NULL,
    at {int} NOT NULL,
    evidence TEXT NOT NULL,
    previous_hash {bytes} NOT NULL,
    hash {bytes} NOT NULL,
    UNIQUE (contact_id, seq)
)
----
sqlite: CREATE TRIGGER consent_event_no_update BEFORE UPDATE ON consent_event
sqlite: BEGIN SELECT RAISE(ABORT, 'consent_event is append-only'); END
----
sqlite: CREATE TRIGGER consent_event_no_delete BEFORE DELETE ON consent_event
sqlite: BEGIN SELECT RAISE(ABORT, 'consent_event is append-only'); END
----
postgres: CREATE FUNCTION consent_event_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
postgres: BEGIN RAISE EXCEPTION 'consent_event is append-only'; END $$
----
postgres: CREATE TRIGGER consent_event_no_change BEFORE UPDATE OR DELETE ON consent_event
postgres: FOR EACH ROW EXECUTE FUNCTION consent_event_refuse()
----
postgres: CREATE TRIGGER consent_event_no_truncate BEFORE TRUNCATE ON consent_event
postgres: FOR EACH STATEMENT EXECUTE FUNCTION consent_event_refuse()
----
CREATE TABLE message (
    id {id} PRIMARY KEY,
    contact_id {int} NOT NULL,
    address TEXT NOT NULL,
    partner_id {int},
    permit_id TEXT,
    broadcast_id {int},
    account_id TEXT NOT NULL,
    forced BOOLEAN NOT NULL,
    purpose TEXT NOT NULL,
    template_key TEXT,
    text TEXT NOT NULL,
    status TEXT NOT NULL,
    priority INTEGER NOT NULL,
    not_before {int} NOT NULL,
    not_after {int},
    attempt INTEGER NOT NULL,
    provider_message_id TEXT,
    provider_state_id TEXT,
    error TEXT,
    reason TEXT,
    answers_id {int},
    actor TEXT NOT NULL,
    created_at {int} NOT NULL,
    claimed_at {int},
    settled_at {int},
    updated_at {int} NOT NULL
)
----
CREATE INDEX message_due ON message (account_id, priority, not_before, id) WHERE status = 'queued'
----
CREATE INDEX message_sending ON message (id) WHERE status = 'sending'
----
CREATE INDEX message_contact ON message (contact_id, id)
----
CREATE INDEX message_broadcast ON message (broadcast_id, id) WHERE broadcast_id IS NOT NULL
----
CREATE INDEX message_provider ON message (provider_message_id, account_id)
    WHERE provider_message_id IS NOT NULL
----
CREATE INDEX message_state ON message (provider_state_id, account_id)
    WHERE provider_state_id IS NOT NULL
----
CREATE TABLE receipt (
    id {id} PRIMARY KEY,
    account_id TEXT NOT NULL,
    dedupe_key {bytes} NOT NULL,
    provider_message_id TEXT,
    provider_state_id TEXT,
    status TEXT NOT NULL,
    error TEXT,
    received_at {int} NOT NULL,
    applied_at {int},
    UNIQUE (dedupe_key, account_id)
)
----
CREATE INDEX receipt_open ON receipt (id) WHERE applied_at IS NULL
----
CREATE INDEX receipt_message ON receipt (provider_message_id, account_id)
    WHERE provider_message_id IS NOT NULL
----
CREATE INDEX receipt_state ON receipt (provider_state_id, account_id)
    WHERE provider_state_id IS NOT NULL
----
CREATE TABLE template (
    key TEXT PRIMARY KEY,
    name TEXT NOT NULL,
    body TEXT NOT NULL,
    language TEXT NOT NULL,
    built_in BOOLEAN NOT NULL,
    meta_name TEXT,
    meta_state TEXT,
    version {int} NOT NULL,
    updated_at {int} NOT NULL
)
----
CREATE TABLE api_key (
    id {id} PRIMARY KEY,
    name TEXT NOT NULL,
    role TEXT NOT NULL,
    hash {bytes} NOT NULL UNIQUE,
    created_at {int} NOT NULL,
    revoked_at {int}
)
----
CREATE TABLE staff_user (
    id {id} PRIMARY KEY,
    email TEXT NOT NULL UNIQUE,
    role TEXT NOT NULL,
    password_hash TEXT NOT NULL,
    created_at {int} NOT NULL
)
----
CREATE TABLE audit_event (
    id {id} PRIMARY KEY,
    at {int} NOT NULL,
    actor TEXT NOT NULL,
    action TEXT NOT NULL,
    subject TEXT NOT NULL,
    detail TEXT
)
----
CREATE TABLE idempotency_key (
    key TEXT PRIMARY KEY,
    request_hash {bytes} NOT NULL,
    message_id {int} NOT NULL,
    created_at {int} NOT NULL
)
----
CREATE TABLE setting (
    key TEXT PRIMARY KEY,
    value TEXT NOT NULL
)
