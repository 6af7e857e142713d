-- Generated from migrations/ by the test beside migrate.rs. Do not edit.

CREATE TABLE about (
    id            INTEGER PRIMARY KEY CHECK (id = 1),
    record        TEXT    NOT NULL,
    device        INTEGER NOT NULL,
    oldest_reader INTEGER NOT NULL
, behind INTEGER NOT NULL DEFAULT 0, former INTEGER, hlc    INTEGER NOT NULL DEFAULT 0, unread INTEGER NOT NULL DEFAULT 0, words INTEGER NOT NULL DEFAULT 0, words_seq INTEGER NOT NULL DEFAULT 0) STRICT;

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

CREATE TABLE blood_pressure (
    id       INTEGER PRIMARY KEY,
    day      INTEGER NOT NULL,
    minute   INTEGER,
    offset   INTEGER NOT NULL,
    change   INTEGER NOT NULL,
    recorded INTEGER NOT NULL,
    edited   INTEGER NOT NULL,
    systolic  INTEGER NOT NULL,
    diastolic INTEGER NOT NULL,
    pulse     INTEGER,
    occasion  INTEGER NOT NULL
) STRICT;

CREATE INDEX blood_pressure_day ON blood_pressure (day, minute, systolic, diastolic, pulse, occasion);

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

CREATE TABLE condition (
    id       INTEGER PRIMARY KEY,
    day      INTEGER NOT NULL,
    minute   INTEGER,
    offset   INTEGER NOT NULL,
    change   INTEGER NOT NULL,
    recorded INTEGER NOT NULL,
    edited   INTEGER NOT NULL,
    level    INTEGER NOT NULL
) STRICT;

CREATE INDEX condition_day ON condition (day, minute, level);

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

CREATE TABLE diary (
    id       INTEGER PRIMARY KEY,
    day      INTEGER NOT NULL,
    minute   INTEGER,
    offset   INTEGER NOT NULL,
    change   INTEGER NOT NULL,
    recorded INTEGER NOT NULL,
    edited   INTEGER NOT NULL,
    text     TEXT    NOT NULL
) STRICT;

CREATE INDEX diary_day ON diary (day, minute);

CREATE TABLE draft (
    day   INTEGER NOT NULL,
    form  TEXT    NOT NULL,
    value TEXT    NOT NULL,
    at    INTEGER NOT NULL,
    PRIMARY KEY (day, form)
) STRICT, WITHOUT ROWID;

CREATE TABLE epoch_key (
    stream BLOB    NOT NULL,
    epoch  INTEGER NOT NULL,
    key    BLOB    NOT NULL,
    PRIMARY KEY (stream, epoch)
) STRICT, WITHOUT ROWID;

CREATE TABLE exercise (
    id       INTEGER PRIMARY KEY,
    day      INTEGER NOT NULL,
    minute   INTEGER,
    offset   INTEGER NOT NULL,
    change   INTEGER NOT NULL,
    recorded INTEGER NOT NULL,
    edited   INTEGER NOT NULL,
    activity TEXT    NOT NULL,
    name     TEXT    NOT NULL,
    minutes  INTEGER NOT NULL,
    mets     INTEGER NOT NULL,
    kcal     INTEGER
) STRICT;

CREATE INDEX exercise_day ON exercise (day, minute, minutes, kcal);

CREATE INDEX exercise_name ON exercise (name, day);

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
    bytes  BLOB,
    UNIQUE (stream, device, seq)
) STRICT;

CREATE INDEX frame_open ON frame (state, id) WHERE state IN (0, 2);

CREATE UNIQUE INDEX frame_place ON frame (stream, place) WHERE place IS NOT NULL;

CREATE VIRTUAL TABLE gram USING fts5(text, content = '', contentless_delete = 1, tokenize = 'ascii');

CREATE TABLE heartbeat (
    device INTEGER PRIMARY KEY,
    at     INTEGER NOT NULL,
    bytes  BLOB    NOT NULL
) STRICT;

CREATE TABLE intake (
    id       INTEGER PRIMARY KEY,
    day      INTEGER NOT NULL,
    minute   INTEGER,
    offset   INTEGER NOT NULL,
    change   INTEGER NOT NULL,
    recorded INTEGER NOT NULL,
    edited   INTEGER NOT NULL,
    slot     INTEGER NOT NULL,
    food     TEXT    NOT NULL,
    name     TEXT    NOT NULL,
    portion  INTEGER NOT NULL,
    energy_kcal    REAL,
    protein_g      REAL,
    fat_g          REAL,
    carbohydrate_g REAL,
    fibre_g        REAL,
    salt_g         REAL,
    potassium_mg   REAL,
    calcium_mg     REAL,
    iron_mg        REAL,
    vitamin_a_ug   REAL,
    vitamin_b1_mg  REAL,
    vitamin_b2_mg  REAL,
    vitamin_c_mg   REAL,
    alcohol_g      REAL
) STRICT;

CREATE INDEX intake_day ON intake (day, slot, energy_kcal, salt_g);

CREATE INDEX intake_name ON intake (name, day);

CREATE TABLE letter_done (
    letter TEXT PRIMARY KEY
) STRICT, WITHOUT ROWID;

CREATE TABLE loose (
    id     INTEGER NOT NULL,
    kind   INTEGER NOT NULL,
    change INTEGER NOT NULL,
    PRIMARY KEY (id, kind)
) STRICT, WITHOUT ROWID;

CREATE TABLE measurement (
    id       INTEGER PRIMARY KEY,
    day      INTEGER NOT NULL,
    minute   INTEGER,
    offset   INTEGER NOT NULL,
    change   INTEGER NOT NULL,
    recorded INTEGER NOT NULL,
    edited   INTEGER NOT NULL,
    item     INTEGER NOT NULL,
    value    INTEGER NOT NULL
) STRICT;

CREATE INDEX measurement_day ON measurement (item, day, minute, value);

CREATE TABLE named (
    id   INTEGER PRIMARY KEY,
    kind INTEGER NOT NULL,
    name TEXT    NOT NULL,
    UNIQUE (kind, name)
) STRICT;

CREATE TABLE owed (
    kind  TEXT    NOT NULL,
    about TEXT    NOT NULL,
    state TEXT    NOT NULL,
    at    INTEGER NOT NULL,
    PRIMARY KEY (kind, about)
) STRICT, WITHOUT ROWID;

CREATE TABLE own_dish (
    id       INTEGER PRIMARY KEY,
    day      INTEGER NOT NULL,
    minute   INTEGER,
    offset   INTEGER NOT NULL,
    change   INTEGER NOT NULL,
    recorded INTEGER NOT NULL,
    edited   INTEGER NOT NULL,
    name     TEXT    NOT NULL,
    parts    TEXT    NOT NULL,
    energy_kcal    REAL,
    protein_g      REAL,
    fat_g          REAL,
    carbohydrate_g REAL,
    fibre_g        REAL,
    salt_g         REAL,
    potassium_mg   REAL,
    calcium_mg     REAL,
    iron_mg        REAL,
    vitamin_a_ug   REAL,
    vitamin_b1_mg  REAL,
    vitamin_b2_mg  REAL,
    vitamin_c_mg   REAL,
    alcohol_g      REAL
) STRICT;

CREATE INDEX own_dish_day ON own_dish (day);

CREATE TABLE profile (
    id       INTEGER PRIMARY KEY,
    day      INTEGER NOT NULL,
    minute   INTEGER,
    offset   INTEGER NOT NULL,
    change   INTEGER NOT NULL,
    recorded INTEGER NOT NULL,
    edited   INTEGER NOT NULL,
    name     TEXT    NOT NULL,
    birth    INTEGER,
    sex      INTEGER,
    activity INTEGER NOT NULL,
    stride   INTEGER
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

CREATE TABLE secret (
    name  TEXT PRIMARY KEY,
    value BLOB NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE setting (
    id       INTEGER PRIMARY KEY,
    day      INTEGER NOT NULL,
    minute   INTEGER,
    offset   INTEGER NOT NULL,
    change   INTEGER NOT NULL,
    recorded INTEGER NOT NULL,
    edited   INTEGER NOT NULL,
    key      TEXT    NOT NULL UNIQUE,
    value    TEXT    NOT NULL
) STRICT;

CREATE TABLE steps (
    id       INTEGER PRIMARY KEY,
    day      INTEGER NOT NULL,
    minute   INTEGER,
    offset   INTEGER NOT NULL,
    change   INTEGER NOT NULL,
    recorded INTEGER NOT NULL,
    edited   INTEGER NOT NULL,
    count    INTEGER NOT NULL,
    source   INTEGER NOT NULL
) STRICT;

CREATE INDEX steps_day ON steps (day, minute, count);

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
