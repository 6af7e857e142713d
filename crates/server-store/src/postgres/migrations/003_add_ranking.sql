-- What people chose to show all others of this server: readable, and gone as soon as they leave.
CREATE TABLE ranking (
  identity bytea NOT NULL,
  month bigint NOT NULL,
  nickname text NOT NULL,
  steps bigint NOT NULL,
  bmi bigint,
  town text,
  team bytea,
  PRIMARY KEY (identity, month)
);
CREATE INDEX ranking_steps ON ranking (month, steps);
CREATE INDEX ranking_bmi ON ranking (month, bmi) WHERE bmi IS NOT NULL;
