-- What the programme asked one person, and the answer.
CREATE TABLE questions (
    id BIGINT PRIMARY KEY,
    asked BIGINT NOT NULL REFERENCES people (id),
    about TEXT NOT NULL,
    -- What it is about has a number of its own, and a second one where that needs it; else zero.
    about_id BIGINT NOT NULL,
    about_number BIGINT NOT NULL,
    conversation BIGINT NOT NULL UNIQUE REFERENCES conversations (id),
    words TEXT NOT NULL,
    asked_at BIGINT NOT NULL,
    reminders BIGINT NOT NULL,
    answered_at BIGINT,
    answer TEXT NOT NULL,
    remark TEXT NOT NULL,
    due_at BIGINT,
    version BIGINT NOT NULL
);
CREATE INDEX questions_asked ON questions (asked, answered_at);
CREATE INDEX questions_about ON questions (about, about_id);
CREATE INDEX questions_due ON questions (due_at) WHERE due_at IS NOT NULL;
