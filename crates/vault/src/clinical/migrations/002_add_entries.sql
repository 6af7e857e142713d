-- What is written in the clinical tier: the log, the tables of state and what sync needs, as in the daily file. What they
-- mean is said there (daily/migrations/001 and 003).

-- `device` is 0 until the file is opened: then it takes the number of the daily file.
ALTER TABLE about ADD COLUMN device INTEGER NOT NULL DEFAULT 0;
ALTER TABLE about ADD COLUMN behind INTEGER NOT NULL DEFAULT 0;
ALTER TABLE about ADD COLUMN former INTEGER;
ALTER TABLE about ADD COLUMN hlc    INTEGER NOT NULL DEFAULT 0;
ALTER TABLE about ADD COLUMN unread INTEGER NOT NULL DEFAULT 0;

CREATE TABLE change (
    seq     INTEGER PRIMARY KEY,
    entity  INTEGER NOT NULL,
    kind    INTEGER NOT NULL,
    op      INTEGER NOT NULL,
    hlc     INTEGER NOT NULL,
    at      INTEGER,
    device  INTEGER NOT NULL,
    actor   INTEGER NOT NULL,
    subject INTEGER NOT NULL,
    section INTEGER NOT NULL,
    source  INTEGER NOT NULL,
    batch   INTEGER NOT NULL,
    prev    INTEGER NOT NULL,
    body    BLOB    NOT NULL
) STRICT;

CREATE TABLE batch (
    id     INTEGER PRIMARY KEY,
    at     INTEGER NOT NULL,
    label  TEXT    NOT NULL,
    first  INTEGER NOT NULL,
    last   INTEGER NOT NULL,
    undone INTEGER NOT NULL DEFAULT 0
) STRICT;

CREATE TABLE removed (
    id       INTEGER NOT NULL,
    kind     INTEGER NOT NULL,
    change   INTEGER NOT NULL,
    recorded INTEGER NOT NULL,
    edited   INTEGER NOT NULL,
    at       INTEGER NOT NULL,
    PRIMARY KEY (id, kind)
) STRICT, WITHOUT ROWID;
CREATE INDEX removed_at ON removed (at);

-- `kind` is a place in the list of kinds; `document` the SHA-256 of the file it was read from.
CREATE TABLE report (
    id       INTEGER PRIMARY KEY,
    day      INTEGER NOT NULL,
    minute   INTEGER,
    offset   INTEGER NOT NULL,
    change   INTEGER NOT NULL,
    recorded INTEGER NOT NULL,
    edited   INTEGER NOT NULL,
    kind        INTEGER NOT NULL,
    institution TEXT,
    physician   TEXT,
    document    BLOB,
    profile     TEXT,
    note        TEXT
) STRICT;
CREATE INDEX report_day ON report (day, minute);

-- `value` is what was found, whole, as JSON, so that no merge joins the number of one device to the unit of another;
-- `number` and `unit` are taken from it for drawing. `reference` and `method` are JSON. `report` is the id of the sheet it stands in.
CREATE TABLE result (
    id       INTEGER PRIMARY KEY,
    day      INTEGER NOT NULL,
    minute   INTEGER,
    offset   INTEGER NOT NULL,
    change   INTEGER NOT NULL,
    recorded INTEGER NOT NULL,
    edited   INTEGER NOT NULL,
    report      INTEGER,
    system      TEXT    NOT NULL,
    code        TEXT    NOT NULL,
    name        TEXT,
    value       TEXT    NOT NULL,
    number      REAL,
    unit        TEXT,
    judged      INTEGER,
    reference   TEXT,
    method      TEXT,
    document    BLOB,
    line        INTEGER,
    institution TEXT,
    physician   TEXT,
    device      TEXT,
    note        TEXT
) STRICT;
CREATE INDEX result_day ON result (day, minute);
CREATE INDEX result_item ON result (system, code, day, minute);
CREATE INDEX result_report ON result (report) WHERE report IS NOT NULL;

-- As `result`: another section.
CREATE TABLE growth (
    id       INTEGER PRIMARY KEY,
    day      INTEGER NOT NULL,
    minute   INTEGER,
    offset   INTEGER NOT NULL,
    change   INTEGER NOT NULL,
    recorded INTEGER NOT NULL,
    edited   INTEGER NOT NULL,
    report      INTEGER,
    system      TEXT    NOT NULL,
    code        TEXT    NOT NULL,
    name        TEXT,
    value       TEXT    NOT NULL,
    number      REAL,
    unit        TEXT,
    judged      INTEGER,
    reference   TEXT,
    method      TEXT,
    document    BLOB,
    line        INTEGER,
    institution TEXT,
    physician   TEXT,
    device      TEXT,
    note        TEXT
) STRICT;
CREATE INDEX growth_day ON growth (day, minute);
CREATE INDEX growth_item ON growth (system, code, day, minute);
CREATE INDEX growth_report ON growth (report) WHERE report IS NOT NULL;

-- `number` is the one it was written down with.
CREATE TABLE dose (
    id       INTEGER PRIMARY KEY,
    day      INTEGER NOT NULL,
    minute   INTEGER,
    offset   INTEGER NOT NULL,
    change   INTEGER NOT NULL,
    recorded INTEGER NOT NULL,
    edited   INTEGER NOT NULL,
    vaccine TEXT    NOT NULL,
    product TEXT,
    lot     TEXT,
    site    TEXT,
    clinic  TEXT,
    country TEXT,
    number  INTEGER,
    photo   TEXT,
    note    TEXT
) STRICT;
CREATE INDEX dose_day ON dose (day, minute);

-- `kind` is a place in the list of kinds; `since` and `until` are days; `code` is JSON.
CREATE TABLE problem (
    id       INTEGER PRIMARY KEY,
    day      INTEGER NOT NULL,
    minute   INTEGER,
    offset   INTEGER NOT NULL,
    change   INTEGER NOT NULL,
    recorded INTEGER NOT NULL,
    edited   INTEGER NOT NULL,
    kind     INTEGER NOT NULL,
    code     TEXT,
    words    TEXT    NOT NULL,
    severity INTEGER,
    reaction TEXT,
    since    INTEGER,
    until    INTEGER,
    number   TEXT,
    place    TEXT,
    relation TEXT,
    note     TEXT
) STRICT;
CREATE INDEX problem_day ON problem (day, minute);

-- As `problem`: another section.
CREATE TABLE contact (
    id       INTEGER PRIMARY KEY,
    day      INTEGER NOT NULL,
    minute   INTEGER,
    offset   INTEGER NOT NULL,
    change   INTEGER NOT NULL,
    recorded INTEGER NOT NULL,
    edited   INTEGER NOT NULL,
    kind     INTEGER NOT NULL,
    code     TEXT,
    words    TEXT    NOT NULL,
    severity INTEGER,
    reaction TEXT,
    since    INTEGER,
    until    INTEGER,
    number   TEXT,
    place    TEXT,
    relation TEXT,
    note     TEXT
) STRICT;
CREATE INDEX contact_day ON contact (day, minute);

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
