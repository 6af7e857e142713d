-- Words that can be searched, as in step 5 of the daily file, in this file and under its key. Nothing has a name
-- that stands for many here; `named` is there because the same code works on both files.
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
ALTER TABLE about ADD COLUMN words INTEGER NOT NULL DEFAULT 0;
ALTER TABLE about ADD COLUMN words_seq INTEGER NOT NULL DEFAULT 0;
