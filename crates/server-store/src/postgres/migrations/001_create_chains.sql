-- Keys begin with the record, or with the identity: rows of one person lie together, and an engine that spreads tables
-- over machines (Citus: create_distributed_table by `record`; CockroachDB: as they are) can do so. See docs/server.md.
CREATE TABLE secret (
  name text PRIMARY KEY,
  value bytea NOT NULL
);

CREATE TABLE identity (
  id bytea PRIMARY KEY,
  unified text UNIQUE,
  len bigint NOT NULL,
  acted_at bigint NOT NULL DEFAULT 0,
  created_at bigint NOT NULL,
  leaves_at bigint
);
CREATE INDEX identity_leaves ON identity (leaves_at) WHERE leaves_at IS NOT NULL;

CREATE TABLE identity_entry (
  identity bytea NOT NULL,
  n bigint NOT NULL,
  bytes bytea NOT NULL,
  PRIMARY KEY (identity, n)
);

CREATE TABLE record (
  id bytea PRIMARY KEY,
  author bytea NOT NULL,
  control_len bigint NOT NULL,
  access_len bigint NOT NULL DEFAULT 0,
  access_head bytea NOT NULL DEFAULT decode(repeat('00', 32), 'hex'),
  access_at bigint NOT NULL DEFAULT 0,
  used bigint NOT NULL DEFAULT 0,
  quota bigint
);
CREATE INDEX record_author ON record (author);

CREATE TABLE control_entry (
  record bytea NOT NULL,
  n bigint NOT NULL,
  at bigint NOT NULL,
  bytes bytea NOT NULL,
  PRIMARY KEY (record, n)
);

CREATE TABLE member (
  identity bytea NOT NULL,
  record bytea NOT NULL,
  left_n bigint,
  until bigint,
  owner boolean NOT NULL,
  PRIMARY KEY (identity, record)
);
CREATE INDEX member_record ON member (record);

CREATE TABLE access_entry (
  record bytea NOT NULL,
  n bigint NOT NULL,
  bytes bytea NOT NULL,
  PRIMARY KEY (record, n)
);

CREATE TABLE look_nonce (
  record bytea NOT NULL,
  nonce bytea NOT NULL,
  at bigint NOT NULL,
  PRIMARY KEY (record, nonce)
);
CREATE INDEX look_nonce_at ON look_nonce (at);

-- Which record a stream belongs to: small, and asked for once by each process.
CREATE TABLE stream_name (
  id bytea PRIMARY KEY,
  record bytea NOT NULL
);

CREATE TABLE stream (
  record bytea NOT NULL,
  id bytea NOT NULL,
  place bigint NOT NULL DEFAULT 0,
  head bytea NOT NULL DEFAULT decode(repeat('00', 32), 'hex'),
  PRIMARY KEY (record, id)
) WITH (fillfactor = 70);

CREATE TABLE frame (
  record bytea NOT NULL,
  stream bytea NOT NULL,
  place bigint NOT NULL,
  device bigint NOT NULL,
  seq bigint NOT NULL,
  hash bytea NOT NULL,
  head bytea NOT NULL,
  bytes bytea NOT NULL,
  PRIMARY KEY (record, stream, place)
) PARTITION BY HASH (record);
-- Sealed bytes do not compress.
ALTER TABLE frame ALTER COLUMN bytes SET STORAGE EXTERNAL;
DO $$
BEGIN
  FOR part IN 0..15 LOOP
    EXECUTE format('CREATE TABLE frame_%s PARTITION OF frame FOR VALUES WITH (MODULUS 16, REMAINDER %s)', part, part);
  END LOOP;
END $$;
CREATE UNIQUE INDEX frame_chain ON frame (record, stream, device, seq);

CREATE TABLE heartbeat (
  record bytea NOT NULL,
  device bigint NOT NULL,
  at bigint NOT NULL,
  bytes bytea NOT NULL,
  PRIMARY KEY (record, device)
);

CREATE TABLE mailbox (
  id bytea PRIMARY KEY,
  until bigint NOT NULL,
  bytes bytea
);
CREATE INDEX mailbox_until ON mailbox (until);
