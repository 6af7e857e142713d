-- What two devices wrote without knowing of each other is kept side by side (decision 49).

-- Of changes after the first of an entry: the number of the frame they lie in, none while they are in none, and what
-- their author had seen of the stream when they were written, pairs of numbers of devices (4 bytes) and of frames (8),
-- big-endian. Changes from before this step have no row; the clock alone orders those.
CREATE TABLE origin (
    change   INTEGER PRIMARY KEY,
    frame    INTEGER,
    frontier BLOB    NOT NULL
) STRICT;

-- How long the log was when a frame was laid in: what is written after it was written knowing it.
ALTER TABLE frame ADD COLUMN laid INTEGER NOT NULL DEFAULT 0;

-- Where frames that were taken back ended: their changes go into the same frames again.
CREATE TABLE cut (
    section INTEGER NOT NULL,
    upto    INTEGER NOT NULL,
    PRIMARY KEY (section, upto)
) STRICT, WITHOUT ROWID;

-- Values of safety fields beside the one that is shown, by the change that has them. It was there before and held nothing.
DROP TABLE conflict;
CREATE TABLE conflict (
    entity INTEGER NOT NULL,
    kind   INTEGER NOT NULL,
    field  INTEGER NOT NULL,
    change INTEGER NOT NULL,
    PRIMARY KEY (entity, kind, field, change)
) STRICT, WITHOUT ROWID;

-- An older version would show one of two values and not tell of the other.
UPDATE about SET oldest_reader = 5;
