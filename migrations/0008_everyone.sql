-- A letter that is not kept once it is out, since it goes to or speaks of somebody whose data has been erased.
ALTER TABLE outbox ADD COLUMN scrub BOOLEAN NOT NULL DEFAULT FALSE;
CREATE INDEX outbox_scrub ON outbox (state) WHERE scrub;
CREATE INDEX outbox_writer ON outbox (writer) WHERE writer IS NOT NULL;

-- The mails whose copies on the mail server are still to be deleted.
CREATE TABLE expunge (
    message_id TEXT PRIMARY KEY
);
