-- One writes at a time: the number rises in the order of the commits. No row goes away, so that no number comes twice.
CREATE TABLE mentor_changes (mentor BIGINT PRIMARY KEY, seq BIGINT NOT NULL) WITHOUT ROWID;
-- What is put in here is noted there.
CREATE VIEW mentor_changed AS SELECT mentor FROM mentor_changes;
CREATE TRIGGER mentor_noted INSTEAD OF INSERT ON mentor_changed BEGIN
    INSERT INTO mentor_changes (mentor, seq) SELECT NEW.mentor, COALESCE(MAX(seq), 0) + 1 FROM mentor_changes WHERE TRUE
        ON CONFLICT (mentor) DO UPDATE SET seq = excluded.seq;
END;
CREATE TRIGGER people_added AFTER INSERT ON people WHEN NEW.role = 'mentor'
    BEGIN INSERT INTO mentor_changed VALUES (NEW.id); END;
CREATE TRIGGER people_changed AFTER UPDATE ON people WHEN NEW.role = 'mentor' OR OLD.role = 'mentor'
    BEGIN INSERT INTO mentor_changed VALUES (NEW.id); END;
CREATE TRIGGER requests_added AFTER INSERT ON requests
    BEGIN INSERT INTO mentor_changed VALUES (NEW.mentor); END;
CREATE TRIGGER requests_changed AFTER UPDATE ON requests WHEN NEW.state <> OLD.state
    BEGIN INSERT INTO mentor_changed VALUES (NEW.mentor); END;
CREATE TRIGGER mentorships_added AFTER INSERT ON mentorships
    BEGIN INSERT INTO mentor_changed VALUES (NEW.mentor); END;
CREATE TRIGGER mentorships_changed AFTER UPDATE ON mentorships WHEN (NEW.ended_at IS NULL) <> (OLD.ended_at IS NULL)
    BEGIN INSERT INTO mentor_changed VALUES (NEW.mentor); END;
