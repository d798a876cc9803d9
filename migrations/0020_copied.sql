-- A mail that lies where it belongs already, but the server would not let what it was copied from be taken away.

ALTER TABLE copies ADD COLUMN copied BOOLEAN NOT NULL DEFAULT FALSE;
