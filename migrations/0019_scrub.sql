-- A mail that names somebody who was erased while it waited to be handled: its bytes go once it has been.

ALTER TABLE inbox ADD COLUMN scrub BOOLEAN NOT NULL DEFAULT FALSE;
CREATE INDEX inbox_scrub ON inbox (id) WHERE scrub;
