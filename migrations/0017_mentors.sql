-- Those who take part as mentors are found by their role and state; an index of their numbers is read by nothing.

DROP INDEX people_active_mentors;
