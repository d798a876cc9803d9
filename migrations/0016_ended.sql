-- Of mentorships that have ended alone. An index of all finds those that go on by one value, which statistics take for as rare as any
-- other: then the mentorships of one person are looked for among all that there are.

DROP INDEX mentorships_ended;
CREATE INDEX mentorships_ended ON mentorships (ended_at) WHERE ended_at IS NOT NULL;
