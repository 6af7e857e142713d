-- Sealed blobs: their bytes lie elsewhere, in pieces, each under a name of its own that is never used again.
CREATE TABLE blob (
  stream BLOB NOT NULL,
  id BLOB NOT NULL,
  record BLOB NOT NULL,
  -- Bytes it will have, counted for the record from the beginning.
  size INTEGER NOT NULL,
  have INTEGER NOT NULL DEFAULT 0,
  -- Whether all of it is there and has the hash it is named by.
  whole INTEGER NOT NULL DEFAULT 0,
  -- When it was begun; once whole, when that was.
  at INTEGER NOT NULL,
  PRIMARY KEY (stream, id)
) STRICT, WITHOUT ROWID;
CREATE INDEX blob_record ON blob (record);
CREATE INDEX blob_open ON blob (at) WHERE whole = 0;

CREATE TABLE blob_piece (
  stream BLOB NOT NULL,
  id BLOB NOT NULL,
  first INTEGER NOT NULL,
  length INTEGER NOT NULL,
  name BLOB NOT NULL UNIQUE,
  PRIMARY KEY (stream, id, first)
) STRICT, WITHOUT ROWID;
