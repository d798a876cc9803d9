-- How long a letter has been tried is counted from when the server first put it off or did not confirm it: while there is no connection,
-- it waits and has not been tried. Letters that wait already begin to count at their next attempt.

ALTER TABLE outbox ADD COLUMN put_off_at BIGINT;
