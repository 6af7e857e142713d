-- Login by e-mail and password. The name is a keyed hash; the file says nothing of the password without the server's
-- setup (in `secret`), and the escrow opens to who knows the password alone.
CREATE TABLE login (
  name BLOB NOT NULL PRIMARY KEY,
  identity BLOB NOT NULL UNIQUE,
  file BLOB NOT NULL,
  escrow BLOB NOT NULL,
  since INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- Tries since the last one that was right, of names that exist and of others alike.
CREATE TABLE login_try (
  name BLOB NOT NULL PRIMARY KEY,
  count INTEGER NOT NULL,
  at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX login_try_at ON login_try (at);
