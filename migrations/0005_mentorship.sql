-- How far the rules that wait have come with each mentorship, and its goals.
ALTER TABLE mentorships ADD COLUMN nudges BIGINT NOT NULL DEFAULT 0;
ALTER TABLE mentorships ADD COLUMN nudged_at BIGINT;
ALTER TABLE mentorships ADD COLUMN stopped BOOLEAN NOT NULL DEFAULT FALSE;
ALTER TABLE mentorships ADD COLUMN resumed_at BIGINT;
ALTER TABLE mentorships ADD COLUMN mentor_asked BIGINT NOT NULL DEFAULT 0;
ALTER TABLE mentorships ADD COLUMN mentee_asked BIGINT NOT NULL DEFAULT 0;
-- Months, with a space between them.
ALTER TABLE mentorships ADD COLUMN graduations TEXT NOT NULL DEFAULT '';
ALTER TABLE mentorships ADD COLUMN mentor_shared_at BIGINT;
ALTER TABLE mentorships ADD COLUMN mentee_shared_at BIGINT;
-- Those that run already are looked at once, which sets their next moment.
UPDATE mentorships SET due_at = began_at WHERE ended_at IS NULL;

CREATE TABLE goals (
    mentorship BIGINT NOT NULL REFERENCES mentorships (id),
    number BIGINT NOT NULL,
    words TEXT NOT NULL,
    added_by BIGINT NOT NULL REFERENCES people (id),
    added_at BIGINT NOT NULL,
    met_by BIGINT REFERENCES people (id),
    met_at BIGINT,
    PRIMARY KEY (mentorship, number)
);
