-- What a device lays down for others to find: one under each slot, in place of the one before.
CREATE TABLE slip (
  device bytea NOT NULL,
  slot bytea NOT NULL,
  identity bytea NOT NULL,
  at bigint NOT NULL,
  bytes bytea NOT NULL,
  PRIMARY KEY (device, slot)
);
CREATE INDEX slip_identity ON slip (identity);
