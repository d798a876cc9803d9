-- Everything the service keeps. Times are microseconds since 1970 UTC. A column is NULL only where absence means something.

CREATE TABLE facts (
    name TEXT PRIMARY KEY,
    number BIGINT NOT NULL,
    bytes {{blob}}
);
-- The one number space of everything that has a number.
INSERT INTO facts (name, number) VALUES ('next_number', 1);

CREATE TABLE people (
    id BIGINT PRIMARY KEY,
    role TEXT NOT NULL,
    state TEXT NOT NULL,
    name TEXT NOT NULL,
    address TEXT NOT NULL,
    course TEXT NOT NULL,
    job TEXT NOT NULL,
    history TEXT NOT NULL,
    strengths TEXT NOT NULL,
    moves TEXT NOT NULL,
    help TEXT NOT NULL,
    languages TEXT NOT NULL,
    year TEXT NOT NULL,
    graduation TEXT NOT NULL,
    aims TEXT NOT NULL,
    capacity BIGINT NOT NULL,
    failures BIGINT NOT NULL,
    created_at BIGINT NOT NULL,
    away_until BIGINT,
    due_at BIGINT,
    version BIGINT NOT NULL
);
CREATE INDEX people_role_state ON people (role, state);
CREATE INDEX people_due ON people (due_at) WHERE due_at IS NOT NULL;
CREATE INDEX people_failures ON people (id) WHERE failures > 0;

-- Every address a person uses; the key is the form that two spellings of one mailbox share.
CREATE TABLE addresses (
    address_key TEXT PRIMARY KEY,
    person BIGINT NOT NULL REFERENCES people (id),
    address TEXT NOT NULL
);
CREATE INDEX addresses_person ON addresses (person);

CREATE TABLE conversations (
    id BIGINT PRIMARY KEY,
    topic TEXT NOT NULL,
    topic_id BIGINT NOT NULL,
    subject TEXT NOT NULL
);
-- Staff's mails may begin a conversation for somebody who has one with the service already.
CREATE UNIQUE INDEX conversations_topic ON conversations (topic, topic_id) WHERE topic <> 'service';
CREATE INDEX conversations_service ON conversations (topic_id) WHERE topic = 'service';

CREATE TABLE requests (
    id BIGINT PRIMARY KEY,
    mentee BIGINT NOT NULL REFERENCES people (id),
    mentor BIGINT NOT NULL REFERENCES people (id),
    conversation BIGINT NOT NULL REFERENCES conversations (id),
    state TEXT NOT NULL,
    message TEXT NOT NULL,
    asked_at BIGINT NOT NULL,
    reminders BIGINT NOT NULL,
    decided_at BIGINT,
    due_at BIGINT,
    version BIGINT NOT NULL
);
-- Two mails at once cannot ask the same mentor twice.
CREATE UNIQUE INDEX requests_open ON requests (mentee, mentor) WHERE state = 'open';
CREATE INDEX requests_mentor ON requests (mentor, state);
CREATE INDEX requests_mentee ON requests (mentee);
CREATE INDEX requests_due ON requests (due_at) WHERE due_at IS NOT NULL;
CREATE INDEX requests_asked ON requests (asked_at);
CREATE INDEX requests_decided ON requests (decided_at);

CREATE TABLE mentorships (
    id BIGINT PRIMARY KEY,
    request BIGINT NOT NULL UNIQUE REFERENCES requests (id),
    mentor BIGINT NOT NULL REFERENCES people (id),
    mentee BIGINT NOT NULL REFERENCES people (id),
    conversation BIGINT NOT NULL UNIQUE REFERENCES conversations (id),
    began_at BIGINT NOT NULL,
    ended_at BIGINT,
    ended_by BIGINT REFERENCES people (id),
    end_reason TEXT,
    mentor_wrote_at BIGINT,
    mentee_wrote_at BIGINT,
    due_at BIGINT,
    version BIGINT NOT NULL
);
CREATE INDEX mentorships_mentor ON mentorships (mentor, ended_at);
CREATE INDEX mentorships_mentee ON mentorships (mentee);
CREATE INDEX mentorships_due ON mentorships (due_at) WHERE due_at IS NOT NULL;
CREATE INDEX mentorships_ended ON mentorships (ended_at);

CREATE TABLE cases (
    id BIGINT PRIMARY KEY,
    person BIGINT NOT NULL REFERENCES people (id),
    team TEXT NOT NULL,
    concern BOOLEAN NOT NULL,
    conversation BIGINT NOT NULL UNIQUE REFERENCES conversations (id),
    opened_at BIGINT NOT NULL,
    answered_at BIGINT,
    closed_at BIGINT,
    version BIGINT NOT NULL
);
CREATE INDEX cases_person ON cases (person);
CREATE INDEX cases_open ON cases (opened_at) WHERE closed_at IS NULL;

-- Every mail that reached the mailbox, kept before anything is done about it.
CREATE TABLE inbox (
    id BIGINT PRIMARY KEY,
    content_key {{blob}} NOT NULL UNIQUE,
    raw {{blob}},
    size BIGINT NOT NULL,
    oversize BIGINT,
    received_at BIGINT NOT NULL,
    fetched_at BIGINT NOT NULL,
    state TEXT NOT NULL,
    reason TEXT NOT NULL,
    attempts BIGINT NOT NULL,
    next_at BIGINT NOT NULL,
    leased_by TEXT NOT NULL,
    leased_until BIGINT NOT NULL,
    settled_at BIGINT,
    message_id TEXT,
    person BIGINT,
    conversation BIGINT,
    vouched_by BIGINT
);
CREATE INDEX inbox_pending ON inbox (id) WHERE state = 'pending';
CREATE INDEX inbox_state ON inbox (state, settled_at);
CREATE INDEX inbox_message_id ON inbox (message_id);
CREATE INDEX inbox_person ON inbox (person);
CREATE INDEX inbox_received ON inbox (received_at) WHERE raw IS NOT NULL;

-- Where the server's copies of a mail lie: there may be several of one.
CREATE TABLE copies (
    folder TEXT NOT NULL,
    uid_validity BIGINT NOT NULL,
    uid BIGINT NOT NULL,
    inbox BIGINT NOT NULL REFERENCES inbox (id),
    moved BOOLEAN NOT NULL,
    PRIMARY KEY (folder, uid_validity, uid)
);
CREATE INDEX copies_inbox ON copies (inbox);
CREATE INDEX copies_unmoved ON copies (folder, uid_validity, inbox) WHERE NOT moved;

CREATE TABLE cursors (
    folder TEXT PRIMARY KEY,
    uid_validity BIGINT NOT NULL,
    uid BIGINT NOT NULL
);

CREATE TABLE held (
    id BIGINT PRIMARY KEY,
    inbox BIGINT NOT NULL REFERENCES inbox (id),
    asked BIGINT NOT NULL REFERENCES people (id),
    why TEXT NOT NULL,
    from_address TEXT NOT NULL,
    released BOOLEAN,
    version BIGINT NOT NULL
);

-- Under which Message-ID each person's mail program knows each message of a conversation.
CREATE TABLE thread_ids (
    conversation BIGINT NOT NULL REFERENCES conversations (id),
    entry BIGINT NOT NULL,
    person BIGINT NOT NULL REFERENCES people (id),
    position BIGINT NOT NULL,
    parent BIGINT,
    message_id TEXT NOT NULL,
    PRIMARY KEY (conversation, entry, person)
);
CREATE INDEX thread_ids_position ON thread_ids (conversation, position);
CREATE INDEX thread_ids_message_id ON thread_ids (message_id);

-- Every letter, in the order in which they were written.
CREATE TABLE outbox (
    id BIGINT PRIMARY KEY,
    letter BIGINT NOT NULL UNIQUE,
    person BIGINT,
    writer BIGINT,
    address TEXT NOT NULL,
    address_key TEXT NOT NULL,
    kind TEXT NOT NULL,
    conversation BIGINT,
    once_key TEXT UNIQUE,
    answer BOOLEAN NOT NULL,
    to_staff BOOLEAN NOT NULL,
    fingerprint BIGINT NOT NULL,
    envelope_from TEXT NOT NULL,
    message {{blob}},
    from_inbox BIGINT,
    created_at BIGINT NOT NULL,
    state TEXT NOT NULL,
    response TEXT NOT NULL,
    attempts BIGINT NOT NULL,
    next_at BIGINT NOT NULL,
    leased_by TEXT NOT NULL,
    leased_until BIGINT NOT NULL,
    ended_at BIGINT,
    -- The refusal was decided about.
    settled BOOLEAN NOT NULL,
    -- The failure was told to whom it concerns.
    failed BOOLEAN NOT NULL
);
CREATE INDEX outbox_waiting ON outbox (conversation, address_key, id) WHERE state IN ('queued', 'uncertain');
CREATE INDEX outbox_next ON outbox (id) WHERE state IN ('queued', 'uncertain');
CREATE INDEX outbox_refused ON outbox (id) WHERE state = 'failed' AND NOT settled;
CREATE INDEX outbox_answers ON outbox (address_key, created_at);
CREATE INDEX outbox_from_inbox ON outbox (from_inbox);
CREATE INDEX outbox_person ON outbox (person);
CREATE INDEX outbox_state ON outbox (state, id);
CREATE INDEX outbox_created ON outbox (created_at) WHERE message IS NOT NULL;

-- The periods whose digest has been made; the first row is when digests began.
CREATE TABLE digests (
    period BIGINT PRIMARY KEY,
    made_at BIGINT NOT NULL
);

-- Who did what to whom; kept when everything else is purged.
CREATE TABLE audit (
    id {{auto_id}},
    at BIGINT NOT NULL,
    actor BIGINT,
    what TEXT NOT NULL,
    subject BIGINT NOT NULL,
    inbox BIGINT
);
CREATE INDEX audit_actor ON audit (actor);
CREATE INDEX audit_subject ON audit (subject);
