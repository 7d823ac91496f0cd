CREATE TABLE permit (
    id {id} PRIMARY KEY,
    registration_id TEXT NOT NULL UNIQUE,
    permit_number TEXT,
    permit_type TEXT,
    applicant_name TEXT,
    partner_id {int},
    status TEXT NOT NULL,
    issue_date TEXT,
    expiry_date TEXT,
    is_renewal BOOLEAN NOT NULL,
    created_at {int} NOT NULL,
    updated_at {int} NOT NULL
)
----
CREATE INDEX permit_partner ON permit (partner_id)
----
CREATE INDEX permit_expiry ON permit (expiry_date)
----
CREATE INDEX permit_type ON permit (permit_type)
