-- What sync needs. The log takes changes of other devices: `change.prev` is the change before this one by clock and
-- device, whatever the order in which they came, and `change.batch` is -1 for what came in a frame.

-- `behind`: other copies of this record may have gone on under the same device number, so that nothing is sealed before
-- it has a new one. `former` is the number it had. `hlc` is the newest clock value seen. `unread` is the shape of the
-- version that met kinds or fields it did not know; another shape plays the log again.
ALTER TABLE about ADD COLUMN behind INTEGER NOT NULL DEFAULT 0;
ALTER TABLE about ADD COLUMN former INTEGER;
ALTER TABLE about ADD COLUMN hlc    INTEGER NOT NULL DEFAULT 0;
ALTER TABLE about ADD COLUMN unread INTEGER NOT NULL DEFAULT 0;
UPDATE about SET oldest_reader = 3;

-- An entry is named by id and kind, so that no device can put one in the way of another.
ALTER TABLE removed RENAME TO removed_before;
DROP INDEX removed_at;
CREATE TABLE removed (
    id       INTEGER NOT NULL,
    kind     INTEGER NOT NULL,
    change   INTEGER NOT NULL,
    recorded INTEGER NOT NULL,
    edited   INTEGER NOT NULL,
    at       INTEGER NOT NULL,
    PRIMARY KEY (id, kind)
) STRICT, WITHOUT ROWID;
INSERT INTO removed (id, kind, change, recorded, edited, at)
    SELECT id, kind, change, recorded, edited, at FROM removed_before;
DROP TABLE removed_before;
CREATE INDEX removed_at ON removed (at);

-- What is in the log and in no table of state: kinds of a newer version, changes of entries that have not come yet,
-- entries this version cannot read.
CREATE TABLE loose (
    id     INTEGER NOT NULL,
    kind   INTEGER NOT NULL,
    change INTEGER NOT NULL,
    PRIMARY KEY (id, kind)
) STRICT, WITHOUT ROWID;

-- The streams of this record, one a section. `first` is the place from which it may be read; `place` and `head` say
-- how far it was read; `sealed` is the newest change of this device that is in a frame.
CREATE TABLE stream (
    id      BLOB    PRIMARY KEY,
    section INTEGER NOT NULL UNIQUE,
    first   INTEGER NOT NULL,
    place   INTEGER NOT NULL,
    head    BLOB    NOT NULL,
    sealed  INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- Frames by device and number. `hash` is what the next one follows; `place` is NULL until a server told it; `hlc` is the
-- newest clock inside; `mark` is `stream.sealed` before it; `state`: 0 own and not sent, 1 done, 2 waiting, 3 refused.
-- `bytes` are kept of own frames, and of others while they wait or were refused.
CREATE TABLE frame (
    id     INTEGER PRIMARY KEY,
    stream BLOB    NOT NULL,
    device INTEGER NOT NULL,
    seq    INTEGER NOT NULL,
    epoch  INTEGER NOT NULL,
    hash   BLOB    NOT NULL,
    place  INTEGER,
    hlc    INTEGER NOT NULL,
    mark   INTEGER NOT NULL,
    state  INTEGER NOT NULL,
    bytes  BLOB,
    UNIQUE (stream, device, seq)
) STRICT;
CREATE UNIQUE INDEX frame_place ON frame (stream, place) WHERE place IS NOT NULL;
CREATE INDEX frame_open ON frame (state, id) WHERE state IN (0, 2);

CREATE TABLE epoch_key (
    stream BLOB    NOT NULL,
    epoch  INTEGER NOT NULL,
    key    BLOB    NOT NULL,
    PRIMARY KEY (stream, epoch)
) STRICT, WITHOUT ROWID;

-- Entries of chains: kind 0 the control chain of a record, 1 the chain of an identity.
CREATE TABLE chain_entry (
    kind  INTEGER NOT NULL,
    chain BLOB    NOT NULL,
    n     INTEGER NOT NULL,
    bytes BLOB    NOT NULL,
    PRIMARY KEY (kind, chain, n)
) STRICT, WITHOUT ROWID;

-- The access log of this record.
CREATE TABLE access (
    n     INTEGER PRIMARY KEY,
    bytes BLOB    NOT NULL
) STRICT;

-- The newest heartbeat of each device.
CREATE TABLE heartbeat (
    device INTEGER PRIMARY KEY,
    at     INTEGER NOT NULL,
    bytes  BLOB    NOT NULL
) STRICT;

-- Work that was begun and is not done: `kind` and `about` are words of the client.
CREATE TABLE owed (
    kind  TEXT    NOT NULL,
    about TEXT    NOT NULL,
    state TEXT    NOT NULL,
    at    INTEGER NOT NULL,
    PRIMARY KEY (kind, about)
) STRICT, WITHOUT ROWID;

-- Two values of a field, neither of which knew of the other. `settled` is when somebody chose.
CREATE TABLE conflict (
    id      INTEGER PRIMARY KEY,
    entity  INTEGER NOT NULL,
    kind    INTEGER NOT NULL,
    field   INTEGER NOT NULL,
    one     INTEGER NOT NULL,
    other   INTEGER NOT NULL,
    at      INTEGER NOT NULL,
    settled INTEGER
) STRICT;

-- Small things the client keeps by name: the address of the server, its key, the last time all was well.
CREATE TABLE sync_fact (
    name  TEXT PRIMARY KEY,
    value BLOB NOT NULL
) STRICT, WITHOUT ROWID;
