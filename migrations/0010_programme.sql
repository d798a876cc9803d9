-- The writer of a held mail has said that it goes without the addresses in it.
ALTER TABLE inbox ADD COLUMN leave_out BOOLEAN NOT NULL DEFAULT FALSE;

-- A letter that no mail asked for: it lets those go first that somebody waits for.
ALTER TABLE outbox ADD COLUMN clock BOOLEAN NOT NULL DEFAULT FALSE;
DROP INDEX outbox_next;
CREATE INDEX outbox_next ON outbox (clock, id) WHERE state IN ('queued', 'uncertain');
-- What waits for an address, and what it has had of late.
CREATE INDEX outbox_address ON outbox (address_key) WHERE state IN ('queued', 'uncertain');
CREATE INDEX outbox_handed ON outbox (address_key, ended_at) WHERE state = 'sent' AND NOT to_staff;

-- How often somebody has been reminded of their invitation, or of the joining form.
ALTER TABLE people ADD COLUMN invite_reminders BIGINT NOT NULL DEFAULT 0;
