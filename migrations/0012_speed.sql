-- What is asked for each mail must not cost more with what has gathered.

-- The latest automatic answers to an address, among all letters to it.
CREATE INDEX outbox_answered ON outbox (address_key, created_at, id) WHERE answer;
-- The directory: who is in it, and how full everyone is.
CREATE INDEX people_mentors ON people (id, version) WHERE role = 'mentor' AND state = 'active';
CREATE INDEX mentorships_running ON mentorships (mentor) WHERE ended_at IS NULL;
CREATE INDEX requests_waiting ON requests (mentor) WHERE state = 'open';
