-- The clinical tier. Documents and their log come with later steps; here is what the tier itself needs.

CREATE TABLE about (
    id            INTEGER PRIMARY KEY CHECK (id = 1),
    record        TEXT    NOT NULL,
    oldest_reader INTEGER NOT NULL
) STRICT;

-- Keys of cards this record made itself, by the name of the factor: with them a card answers a fresh question.
CREATE TABLE card (
    factor  TEXT    PRIMARY KEY,
    version INTEGER NOT NULL,
    key     BLOB    NOT NULL
) STRICT, WITHOUT ROWID;

-- Other secrets by name: the person's 統合ID, the master key of an issuing desk.
CREATE TABLE secret (
    name  TEXT PRIMARY KEY,
    value BLOB NOT NULL
) STRICT, WITHOUT ROWID;

-- Who gets a card at an issuing desk. No health data.
CREATE TABLE desk_person (
    number  TEXT    PRIMARY KEY,
    name    TEXT    NOT NULL,
    unified BLOB    NOT NULL UNIQUE,
    place   INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX desk_person_place ON desk_person (place);

-- What the desk did: who, when, which step. Lines are only added.
CREATE TABLE desk_log (
    seq    INTEGER PRIMARY KEY,
    at     INTEGER NOT NULL,
    number TEXT    NOT NULL,
    act    INTEGER NOT NULL,
    card   TEXT    NOT NULL
) STRICT;
CREATE INDEX desk_log_number ON desk_log (number, seq);
