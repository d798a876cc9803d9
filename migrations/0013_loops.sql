-- How much of somebody's words has been passed on of late is asked for each mail of theirs.
CREATE INDEX outbox_written ON outbox (writer, created_at) WHERE writer IS NOT NULL;
DROP INDEX outbox_writer;
