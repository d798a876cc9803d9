-- How many mails of somebody were passed on of late, to the other side or to the team, is asked for each mail of theirs.
CREATE INDEX inbox_passed_on ON inbox (person, received_at) WHERE state = 'relayed' OR reason = 'case.opened';
