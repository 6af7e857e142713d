-- Secrets of the daily tier by name: the private key of the letter box.
CREATE TABLE secret (
    name  TEXT PRIMARY KEY,
    value BLOB NOT NULL
) STRICT, WITHOUT ROWID;

-- Letters whose entries are in the record already: a letter that could not be deleted is not entered twice.
CREATE TABLE letter_done (
    letter TEXT PRIMARY KEY
) STRICT, WITHOUT ROWID;
