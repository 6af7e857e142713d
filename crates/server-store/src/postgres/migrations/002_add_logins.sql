-- Login by e-mail and password. The name is a keyed hash; the file says nothing of the password without the server's
-- setup (in `secret`), and the escrow opens to who knows the password alone.
CREATE TABLE login (
  name bytea PRIMARY KEY,
  identity bytea NOT NULL UNIQUE,
  file bytea NOT NULL,
  escrow bytea NOT NULL,
  since bigint NOT NULL
);

-- Tries since the last one that was right, of names that exist and of others alike.
CREATE TABLE login_try (
  name bytea PRIMARY KEY,
  count bigint NOT NULL,
  at bigint NOT NULL
);
CREATE INDEX login_try_at ON login_try (at);
