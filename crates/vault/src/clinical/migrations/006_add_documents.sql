-- Papers kept as they are. `pages` is a list of blobs as JSON, one field. `text` is long and stands last: a list of
-- documents is read without it.
CREATE TABLE document (
    id       INTEGER PRIMARY KEY,
    day      INTEGER NOT NULL,
    minute   INTEGER,
    offset   INTEGER NOT NULL,
    change   INTEGER NOT NULL,
    recorded INTEGER NOT NULL,
    edited   INTEGER NOT NULL,
    kind     INTEGER NOT NULL,
    title    TEXT,
    issuer   TEXT,
    pages    TEXT    NOT NULL,
    text     TEXT
) STRICT;
CREATE INDEX document_day ON document (day, minute);

-- An older version would clear the pages away: it knows nobody who names them.
UPDATE about SET oldest_reader = 6;
