-- What a device lays down for others to find: one under each slot, in place of the one before.
CREATE TABLE slip (
  device BLOB NOT NULL,
  slot BLOB NOT NULL,
  identity BLOB NOT NULL,
  at INTEGER NOT NULL,
  bytes BLOB NOT NULL,
  PRIMARY KEY (device, slot)
) STRICT, WITHOUT ROWID;
CREATE INDEX slip_identity ON slip (identity);
