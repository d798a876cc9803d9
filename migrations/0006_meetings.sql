-- Meetings of a mentorship: what both have said yes to, and what waits for the other's word.
CREATE TABLE meetings (
    id BIGINT PRIMARY KEY,
    mentorship BIGINT NOT NULL REFERENCES mentorships (id),
    conversation BIGINT NOT NULL REFERENCES conversations (id),
    mentor BIGINT NOT NULL REFERENCES people (id),
    mentee BIGINT NOT NULL REFERENCES people (id),
    agreed_at BIGINT,
    agreed_minutes BIGINT NOT NULL,
    agreed_place TEXT NOT NULL,
    proposed_at BIGINT,
    proposed_minutes BIGINT NOT NULL,
    proposed_place TEXT NOT NULL,
    proposed_by BIGINT REFERENCES people (id),
    -- How it came to an end; empty while it is ahead.
    over TEXT NOT NULL,
    sequence BIGINT NOT NULL,
    -- The zones the two have named for themselves; empty for the programme's.
    mentor_zone TEXT NOT NULL,
    mentee_zone TEXT NOT NULL,
    -- In whose calendar an invitation has been put, and what their calendar has answered.
    mentor_invited BOOLEAN NOT NULL,
    mentee_invited BOOLEAN NOT NULL,
    mentor_says TEXT NOT NULL,
    mentee_says TEXT NOT NULL,
    -- The UID of the invitation from somebody's own calendar that it began with; empty for none.
    source_uid TEXT NOT NULL,
    due_at BIGINT,
    version BIGINT NOT NULL
);
-- Two mails at once cannot propose two meetings of one mentorship.
CREATE UNIQUE INDEX meetings_ahead ON meetings (mentorship) WHERE over = '';
CREATE INDEX meetings_mentor ON meetings (mentor);
CREATE INDEX meetings_mentee ON meetings (mentee);
CREATE INDEX meetings_due ON meetings (due_at) WHERE due_at IS NOT NULL;
