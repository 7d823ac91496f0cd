CREATE TABLE lease (
    name TEXT PRIMARY KEY,
    holder TEXT NOT NULL,
    until {int} NOT NULL
)
----
ALTER TABLE account ADD COLUMN daily_cap {int}
----
ALTER TABLE account ADD COLUMN warm_up TEXT
----
ALTER TABLE account ADD COLUMN warm_up_since {int}
----
ALTER TABLE account ADD COLUMN sent_day {int} NOT NULL DEFAULT 0
----
ALTER TABLE account ADD COLUMN sent_today {int} NOT NULL DEFAULT 0
----
CREATE INDEX message_expiring ON message (not_after)
    WHERE status = 'queued' AND not_after IS NOT NULL
