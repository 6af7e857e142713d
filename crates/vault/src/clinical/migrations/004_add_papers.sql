-- Papers with questions, filled in. `about` is a list of codes and `answers` the answers, both as JSON, each one field.
CREATE TABLE paper (
    id       INTEGER PRIMARY KEY,
    day      INTEGER NOT NULL,
    minute   INTEGER,
    offset   INTEGER NOT NULL,
    change   INTEGER NOT NULL,
    recorded INTEGER NOT NULL,
    edited   INTEGER NOT NULL,
    form     TEXT    NOT NULL,
    edition  TEXT    NOT NULL,
    about    TEXT    NOT NULL,
    answers  TEXT    NOT NULL
) STRICT;
CREATE INDEX paper_day ON paper (day, minute);
