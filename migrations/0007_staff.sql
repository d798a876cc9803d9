-- What the team's rules keep: the last words of a case, and when mentors were last asked about themselves.
ALTER TABLE cases ADD COLUMN words TEXT NOT NULL DEFAULT '';
-- The year of the last yearly review that a mentor was asked for, or that passed by; and from when on it counts that nobody asks them.
ALTER TABLE people ADD COLUMN reviewed_year BIGINT NOT NULL DEFAULT 0;
ALTER TABLE people ADD COLUMN unasked_since BIGINT;
CREATE INDEX audit_at ON audit (at);
