-- Sealed blobs: their bytes lie elsewhere, in pieces, each under a name of its own that is never used again.
CREATE TABLE blob (
  record bytea NOT NULL,
  stream bytea NOT NULL,
  id bytea NOT NULL,
  -- Bytes it will have, counted for the record from the beginning.
  size bigint NOT NULL,
  have bigint NOT NULL DEFAULT 0,
  -- Whether all of it is there and has the hash it is named by.
  whole boolean NOT NULL DEFAULT false,
  -- When it was begun; once whole, when that was.
  at bigint NOT NULL,
  PRIMARY KEY (record, stream, id)
);
CREATE INDEX blob_open ON blob (at) WHERE NOT whole;

CREATE TABLE blob_piece (
  record bytea NOT NULL,
  stream bytea NOT NULL,
  id bytea NOT NULL,
  first bigint NOT NULL,
  length bigint NOT NULL,
  name bytea NOT NULL,
  PRIMARY KEY (record, stream, id, first)
);
CREATE INDEX blob_piece_name ON blob_piece (name);
