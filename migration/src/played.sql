ALTER TABLE contact ADD COLUMN played BOOLEAN NOT NULL DEFAULT FALSE
----
ALTER TABLE contact ADD COLUMN refused BOOLEAN NOT NULL DEFAULT FALSE
----
sqlite: UPDATE contact SET played = TRUE WHERE status = 'granted' AND (
sqlite:     SELECT json_extract(e.evidence, '$.provider') FROM consent_event e
sqlite:     WHERE e.contact_id = contact.id AND e.kind = 'granted'
sqlite:     ORDER BY e.seq DESC LIMIT 1) = 'sandbox'
postgres: UPDATE contact SET played = TRUE WHERE status = 'granted' AND (
postgres:     SELECT e.evidence::json ->> 'provider' FROM consent_event e
postgres:     WHERE e.contact_id = contact.id AND e.kind = 'granted'
postgres:     ORDER BY e.seq DESC LIMIT 1) = 'sandbox'
----
sqlite: UPDATE contact SET refused = TRUE WHERE chain_length > 0 AND (
sqlite:     SELECT e.kind FROM consent_event e
sqlite:     WHERE e.contact_id = contact.id AND e.kind <> 'asked'
sqlite:     AND json_extract(e.evidence, '$.provider') IS NOT 'sandbox'
sqlite:     ORDER BY e.seq DESC LIMIT 1) IN ('declined', 'withdrawn')
postgres: UPDATE contact SET refused = TRUE WHERE chain_length > 0 AND (
postgres:     SELECT e.kind FROM consent_event e
postgres:     WHERE e.contact_id = contact.id AND e.kind <> 'asked'
postgres:     AND e.evidence::json ->> 'provider' IS DISTINCT FROM 'sandbox'
postgres:     ORDER BY e.seq DESC LIMIT 1) IN ('declined', 'withdrawn')
