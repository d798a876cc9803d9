-- Many write at a time, and who began first may commit last: the transaction stands for the number. Whatever transactions were
-- going on when the table was read last is read again (pg_snapshot_xmin). A transaction adds rows of its own and touches those of
-- no other: two that change the same mentors in another order would wait for each other. What is older than another row of the same
-- mentor is removed once a day.
CREATE TABLE mentor_changes (mentor BIGINT, seq BIGINT, PRIMARY KEY (mentor, seq));
CREATE FUNCTION note_mentor() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    changed BIGINT;
BEGIN
    IF TG_TABLE_NAME = 'people' THEN
        changed := NEW.id;
    ELSE
        changed := NEW.mentor;
    END IF;
    INSERT INTO mentor_changes (mentor, seq) VALUES (changed, pg_current_xact_id()::TEXT::BIGINT)
        ON CONFLICT DO NOTHING;
    RETURN NULL;
END
$$;
CREATE TRIGGER people_added AFTER INSERT ON people
    FOR EACH ROW WHEN (NEW.role = 'mentor') EXECUTE FUNCTION note_mentor();
CREATE TRIGGER people_changed AFTER UPDATE ON people
    FOR EACH ROW WHEN (NEW.role = 'mentor' OR OLD.role = 'mentor') EXECUTE FUNCTION note_mentor();
CREATE TRIGGER requests_added AFTER INSERT ON requests
    FOR EACH ROW EXECUTE FUNCTION note_mentor();
CREATE TRIGGER requests_changed AFTER UPDATE ON requests
    FOR EACH ROW WHEN (NEW.state <> OLD.state) EXECUTE FUNCTION note_mentor();
CREATE TRIGGER mentorships_added AFTER INSERT ON mentorships
    FOR EACH ROW EXECUTE FUNCTION note_mentor();
CREATE TRIGGER mentorships_changed AFTER UPDATE ON mentorships
    FOR EACH ROW WHEN ((NEW.ended_at IS NULL) <> (OLD.ended_at IS NULL)) EXECUTE FUNCTION note_mentor();
