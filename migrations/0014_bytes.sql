-- The bytes of mails stand beside their rows. A row is changed several times on its way, and SQLite writes one anew as a whole
-- where its length changes: eight kilobytes for a lease.

CREATE TABLE inbox_bytes (
    inbox BIGINT PRIMARY KEY REFERENCES inbox (id),
    raw {{blob}} NOT NULL
);
INSERT INTO inbox_bytes (inbox, raw) SELECT id, raw FROM inbox WHERE raw IS NOT NULL;
DROP INDEX inbox_received;
ALTER TABLE inbox DROP COLUMN raw;

CREATE TABLE outbox_bytes (
    outbox BIGINT PRIMARY KEY REFERENCES outbox (id),
    message {{blob}} NOT NULL
);
INSERT INTO outbox_bytes (outbox, message) SELECT id, message FROM outbox WHERE message IS NOT NULL;
ALTER TABLE outbox ADD COLUMN size BIGINT NOT NULL DEFAULT 0;
UPDATE outbox SET size = (SELECT LENGTH(b.message) FROM outbox_bytes b WHERE b.outbox = outbox.id)
    WHERE id IN (SELECT outbox FROM outbox_bytes);
DROP INDEX outbox_created;
ALTER TABLE outbox DROP COLUMN message;
