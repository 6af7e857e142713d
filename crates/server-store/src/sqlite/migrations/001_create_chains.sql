-- What all processes of a server share.
CREATE TABLE secret (
  name TEXT NOT NULL PRIMARY KEY,
  value BLOB NOT NULL
) STRICT;

CREATE TABLE identity (
  id BLOB NOT NULL PRIMARY KEY,
  -- Public number; nothing once it is forgotten.
  unified TEXT UNIQUE,
  len INTEGER NOT NULL,
  -- Newest moment at which one of its devices acted in a control chain.
  acted_at INTEGER NOT NULL DEFAULT 0,
  created_at INTEGER NOT NULL,
  -- When it was asked to be forgotten.
  leaves_at INTEGER
) STRICT, WITHOUT ROWID;

CREATE TABLE identity_entry (
  identity BLOB NOT NULL,
  n INTEGER NOT NULL,
  bytes BLOB NOT NULL,
  PRIMARY KEY (identity, n)
) STRICT, WITHOUT ROWID;

CREATE TABLE record (
  id BLOB NOT NULL PRIMARY KEY,
  author BLOB NOT NULL,
  control_len INTEGER NOT NULL,
  access_len INTEGER NOT NULL DEFAULT 0,
  access_head BLOB NOT NULL DEFAULT (zeroblob(32)),
  access_at INTEGER NOT NULL DEFAULT 0,
  used INTEGER NOT NULL DEFAULT 0,
  -- A limit of its own.
  quota INTEGER
) STRICT, WITHOUT ROWID;
CREATE INDEX record_author ON record (author);

CREATE TABLE control_entry (
  record BLOB NOT NULL,
  n INTEGER NOT NULL,
  at INTEGER NOT NULL,
  bytes BLOB NOT NULL,
  PRIMARY KEY (record, n)
) STRICT, WITHOUT ROWID;

CREATE TABLE member (
  identity BLOB NOT NULL,
  record BLOB NOT NULL,
  left_n INTEGER,
  until INTEGER,
  owner INTEGER NOT NULL,
  PRIMARY KEY (identity, record)
) STRICT, WITHOUT ROWID;

CREATE TABLE access_entry (
  record BLOB NOT NULL,
  n INTEGER NOT NULL,
  bytes BLOB NOT NULL,
  PRIMARY KEY (record, n)
) STRICT, WITHOUT ROWID;

CREATE TABLE look_nonce (
  record BLOB NOT NULL,
  nonce BLOB NOT NULL,
  at INTEGER NOT NULL,
  PRIMARY KEY (record, nonce)
) STRICT, WITHOUT ROWID;
CREATE INDEX look_nonce_at ON look_nonce (at);

CREATE TABLE stream (
  id BLOB NOT NULL PRIMARY KEY,
  -- Short name in the tables below.
  num INTEGER NOT NULL UNIQUE,
  record BLOB NOT NULL,
  place INTEGER NOT NULL DEFAULT 0,
  head BLOB NOT NULL DEFAULT (zeroblob(32))
) STRICT, WITHOUT ROWID;
CREATE INDEX stream_record ON stream (record);

CREATE TABLE frame (
  stream INTEGER NOT NULL,
  place INTEGER NOT NULL,
  device INTEGER NOT NULL,
  seq INTEGER NOT NULL,
  hash BLOB NOT NULL,
  -- Running head of the stream after this frame.
  head BLOB NOT NULL,
  bytes BLOB NOT NULL,
  PRIMARY KEY (stream, place)
) STRICT, WITHOUT ROWID;
-- The newest frame of a device is the last of its chain here.
CREATE UNIQUE INDEX frame_chain ON frame (stream, device, seq, hash);

CREATE INDEX identity_leaves ON identity (leaves_at) WHERE leaves_at IS NOT NULL;
CREATE INDEX member_record ON member (record);

CREATE TABLE heartbeat (
  record BLOB NOT NULL,
  device INTEGER NOT NULL,
  at INTEGER NOT NULL,
  bytes BLOB NOT NULL,
  PRIMARY KEY (record, device)
) STRICT, WITHOUT ROWID;

CREATE TABLE mailbox (
  id BLOB NOT NULL PRIMARY KEY,
  until INTEGER NOT NULL,
  -- Nothing once it was taken.
  bytes BLOB
) STRICT, WITHOUT ROWID;
CREATE INDEX mailbox_until ON mailbox (until);
