-- The directory is kept in memory. What tells of a change to it must not cost more the more mentors there are.

-- Which mentors' own rows, or how full they are, have changed, and when by `seq`; of each the last time is kept. It follows from what
-- else is stored, each database counts it in its own way, and it is not taken along to another.
{{mentor_changes}}
CREATE INDEX mentor_changes_seq ON mentor_changes (seq, mentor);
-- Nothing lists all mentors by their versions any more.
DROP INDEX people_mentors;
CREATE INDEX people_active_mentors ON people (id) WHERE role = 'mentor' AND state = 'active';
