-- Generated from migrations/ by tests/vault/medical_tables.rs. Do not edit.

CREATE TABLE about (
    id            INTEGER PRIMARY KEY CHECK (id = 1),
    record        TEXT    NOT NULL,
    oldest_reader INTEGER NOT NULL
, device INTEGER NOT NULL DEFAULT 0, behind INTEGER NOT NULL DEFAULT 0, former INTEGER, hlc    INTEGER NOT NULL DEFAULT 0, unread INTEGER NOT NULL DEFAULT 0, words INTEGER NOT NULL DEFAULT 0, words_seq INTEGER NOT NULL DEFAULT 0) STRICT;

CREATE TABLE access (
    n     INTEGER PRIMARY KEY,
    bytes BLOB    NOT NULL
) STRICT;

CREATE TABLE batch (
    id     INTEGER PRIMARY KEY,
    at     INTEGER NOT NULL,
    label  TEXT    NOT NULL,
    first  INTEGER NOT NULL,
    last   INTEGER NOT NULL,
    undone INTEGER NOT NULL DEFAULT 0
) STRICT;

CREATE TABLE card (
    factor  TEXT    PRIMARY KEY,
    version INTEGER NOT NULL,
    key     BLOB    NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE chain_entry (
    kind  INTEGER NOT NULL,
    chain BLOB    NOT NULL,
    n     INTEGER NOT NULL,
    bytes BLOB    NOT NULL,
    PRIMARY KEY (kind, chain, n)
) STRICT, WITHOUT ROWID;

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

CREATE TABLE conflict (
    entity INTEGER NOT NULL,
    kind   INTEGER NOT NULL,
    field  INTEGER NOT NULL,
    change INTEGER NOT NULL,
    PRIMARY KEY (entity, kind, field, change)
) STRICT, WITHOUT ROWID;

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

CREATE TABLE cut (
    section INTEGER NOT NULL,
    upto    INTEGER NOT NULL,
    PRIMARY KEY (section, upto)
) STRICT, WITHOUT ROWID;

CREATE TABLE desk_log (
    seq    INTEGER PRIMARY KEY,
    at     INTEGER NOT NULL,
    number TEXT    NOT NULL,
    act    INTEGER NOT NULL,
    card   TEXT    NOT NULL
) STRICT;

CREATE INDEX desk_log_number ON desk_log (number, seq);

CREATE TABLE desk_person (
    number  TEXT    PRIMARY KEY,
    name    TEXT    NOT NULL,
    unified BLOB    NOT NULL UNIQUE,
    place   INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE INDEX desk_person_place ON desk_person (place);

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

CREATE TABLE epoch_key (
    stream BLOB    NOT NULL,
    epoch  INTEGER NOT NULL,
    key    BLOB    NOT NULL,
    PRIMARY KEY (stream, epoch)
) STRICT, WITHOUT ROWID;

CREATE TABLE found (
    place  INTEGER PRIMARY KEY,
    kind   INTEGER NOT NULL,
    entity INTEGER NOT NULL
) STRICT;

CREATE UNIQUE INDEX found_entity ON found (entity, kind);

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
    bytes  BLOB, laid INTEGER NOT NULL DEFAULT 0,
    UNIQUE (stream, device, seq)
) STRICT;

CREATE INDEX frame_open ON frame (state, id) WHERE state IN (0, 2);

CREATE UNIQUE INDEX frame_place ON frame (stream, place) WHERE place IS NOT NULL;

CREATE VIRTUAL TABLE gram USING fts5(text, content = '', contentless_delete = 1, tokenize = 'ascii');

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

CREATE TABLE heartbeat (
    device INTEGER PRIMARY KEY,
    at     INTEGER NOT NULL,
    bytes  BLOB    NOT NULL
) STRICT;

CREATE TABLE loose (
    id     INTEGER NOT NULL,
    kind   INTEGER NOT NULL,
    change INTEGER NOT NULL,
    PRIMARY KEY (id, kind)
) STRICT, WITHOUT ROWID;

CREATE TABLE named (
    id   INTEGER PRIMARY KEY,
    kind INTEGER NOT NULL,
    name TEXT    NOT NULL,
    UNIQUE (kind, name)
) STRICT;

CREATE TABLE origin (
    change   INTEGER PRIMARY KEY,
    frame    INTEGER,
    frontier BLOB    NOT NULL
) STRICT;

CREATE TABLE owed (
    kind  TEXT    NOT NULL,
    about TEXT    NOT NULL,
    state TEXT    NOT NULL,
    at    INTEGER NOT NULL,
    PRIMARY KEY (kind, about)
) STRICT, WITHOUT ROWID;

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

CREATE TABLE report_form (
    report INTEGER PRIMARY KEY,
    text   TEXT    NOT NULL
) STRICT;

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

CREATE TABLE secret (
    name  TEXT PRIMARY KEY,
    value BLOB NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE stream (
    id      BLOB    PRIMARY KEY,
    section INTEGER NOT NULL UNIQUE,
    first   INTEGER NOT NULL,
    place   INTEGER NOT NULL,
    head    BLOB    NOT NULL,
    sealed  INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE sync_fact (
    name  TEXT PRIMARY KEY,
    value BLOB NOT NULL
) STRICT, WITHOUT ROWID;
