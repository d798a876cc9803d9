-- The clock of a request, and what a mentee was shown of the directory.

-- When somebody last said something about it: reminders and expiry count from there.
ALTER TABLE requests ADD COLUMN moved_at BIGINT NOT NULL DEFAULT 0;
UPDATE requests SET moved_at = asked_at;
ALTER TABLE requests ADD COLUMN reminded_at BIGINT;
-- Since when its clock stands still, as one of the two pauses.
ALTER TABLE requests ADD COLUMN stopped_at BIGINT;
-- The mentor asked something first, and the mentee has not answered yet.
ALTER TABLE requests ADD COLUMN asked_back BOOLEAN NOT NULL DEFAULT FALSE;

-- The search a mentee goes through page by page, with the numbers of those they were shown, divided by commas.
CREATE TABLE directory_views (
    person BIGINT PRIMARY KEY REFERENCES people (id),
    query TEXT NOT NULL,
    shown TEXT NOT NULL,
    at BIGINT NOT NULL
);
