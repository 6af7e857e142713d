-- The form of the file a report came in. It stays on this device: who sees the report sees no form (decision 58).
CREATE TABLE report_form (
    report INTEGER PRIMARY KEY,
    text   TEXT    NOT NULL
) STRICT;

-- An older version would write the form where others read it.
UPDATE about SET oldest_reader = 7;
