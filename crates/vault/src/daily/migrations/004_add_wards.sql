-- Records of other persons that are kept inside the folder of this one and open through it.
-- `state`: 0 being made, 1 there, 2 being taken away for good. `daily` is the key of its daily file, `next` the one a
-- rekey is bringing in. `renew`: 1 its daily key, 2 its clinical key has to be made anew. `removed` is when it was put
-- away, UTC milliseconds; it can come back until it is taken
-- away for good. `name` is the person's, while the record that says it stays closed.
CREATE TABLE ward (
    record   TEXT    PRIMARY KEY,
    state    INTEGER NOT NULL,
    daily    BLOB    NOT NULL,
    next     BLOB,
    renew    INTEGER NOT NULL DEFAULT 0,
    relation INTEGER NOT NULL,
    mark     INTEGER NOT NULL,
    since    INTEGER NOT NULL,
    removed  INTEGER,
    name     TEXT
) STRICT, WITHOUT ROWID;
