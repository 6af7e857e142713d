-- Words that can be searched. `gram` is the index itself, without the texts: a row of it is a text, as pairs of
-- letters (decision 46). `found` says whose text a row is; its `place` is the day << 20 and a number within the day, so
-- that the newest come first without sorting. What is eaten and done has few names, and each stands once, in `named`;
-- its rows of `gram` lie far below all days.
-- `words` in `about` says by which rules the index was made, `words_seq` up to which change.
CREATE TABLE found (
    place  INTEGER PRIMARY KEY,
    kind   INTEGER NOT NULL,
    entity INTEGER NOT NULL
) STRICT;
CREATE UNIQUE INDEX found_entity ON found (entity, kind);
CREATE TABLE named (
    id   INTEGER PRIMARY KEY,
    kind INTEGER NOT NULL,
    name TEXT    NOT NULL,
    UNIQUE (kind, name)
) STRICT;
CREATE VIRTUAL TABLE gram USING fts5(text, content = '', contentless_delete = 1, tokenize = 'ascii');
CREATE INDEX intake_name ON intake (name, day);
CREATE INDEX exercise_name ON exercise (name, day);
ALTER TABLE about ADD COLUMN words INTEGER NOT NULL DEFAULT 0;
ALTER TABLE about ADD COLUMN words_seq INTEGER NOT NULL DEFAULT 0;
