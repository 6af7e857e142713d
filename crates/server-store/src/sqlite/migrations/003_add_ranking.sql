-- What people chose to show all others of this server: readable, and gone as soon as they leave.
CREATE TABLE ranking (
  identity BLOB NOT NULL,
  month INTEGER NOT NULL,
  nickname TEXT NOT NULL,
  steps INTEGER NOT NULL,
  bmi INTEGER,
  town TEXT,
  team BLOB,
  PRIMARY KEY (identity, month)
) STRICT, WITHOUT ROWID;
CREATE INDEX ranking_steps ON ranking (month, steps);
CREATE INDEX ranking_bmi ON ranking (month, bmi) WHERE bmi IS NOT NULL;
