-- How people came to take part, what they like to be called, and the language they like to talk in.
ALTER TABLE people ADD COLUMN preferred_name TEXT NOT NULL DEFAULT '';
ALTER TABLE people ADD COLUMN language TEXT NOT NULL DEFAULT '';
-- Staff imported or invited them; else they asked by themselves.
ALTER TABLE people ADD COLUMN by_staff BOOLEAN NOT NULL DEFAULT FALSE;
ALTER TABLE people ADD COLUMN invited_at BIGINT;
ALTER TABLE people ADD COLUMN applied_at BIGINT;
ALTER TABLE people ADD COLUMN active_since BIGINT;
-- Until now only staff could add anybody.
UPDATE people SET by_staff = TRUE WHERE role NOT LIKE 'staff-%';
UPDATE people SET invited_at = created_at WHERE state = 'invited' AND due_at IS NULL;
UPDATE people SET active_since = created_at WHERE state IN ('active', 'paused', 'suspended');
