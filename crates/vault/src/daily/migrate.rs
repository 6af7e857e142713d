//! The steps of the daily file.

use rusqlite::Connection;

use crate::Error;
use crate::migrate::Step;

#[path = "migrations/003.rs"]
mod step_003;

/// The steps in order. The file's version is how many of them it has seen. A released step never changes.
const STEPS: [Step; 5] = [
    Step::sql(include_str!("migrations/001_create_daily.sql")),
    Step::sql(include_str!("migrations/002_add_inbox.sql")),
    Step { sql: include_str!("migrations/003_add_sync.sql"), data: Some(step_003::step) },
    Step::sql(include_str!("migrations/004_add_wards.sql")),
    Step::sql(include_str!("migrations/005_add_search.sql")),
];

/// The oldest version that can still read what this version writes. Raised only when it cannot.
pub(crate) const OLDEST_READER: i64 = 3;

pub(crate) fn migrate(db: &mut Connection) -> Result<(), Error> {
    crate::migrate::run(db, &STEPS)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::FileFault;
    use crate::migrate::run;

    fn version(db: &Connection) -> i64 {
        db.query_row("PRAGMA user_version", [], |row| row.get(0)).unwrap()
    }

    fn fresh() -> Connection {
        let mut db = Connection::open_in_memory().unwrap();
        migrate(&mut db).unwrap();
        db.execute("INSERT INTO about (id, record, device, oldest_reader) VALUES (1, '', 1, 1)", []).unwrap();
        db
    }

    /// `HENRO_WRITE=1` writes the file anew.
    #[test]
    fn the_schema_file_is_what_the_steps_make() {
        let db = fresh();
        let mut statement = db
            .prepare(
                // The engine makes the tables of `gram` by itself.
                "SELECT sql FROM sqlite_master WHERE sql IS NOT NULL AND name NOT GLOB 'gram_*' \
                 ORDER BY tbl_name, type DESC, name",
            )
            .unwrap();
        let mut text =
            String::from("-- Generated from migrations/ by the test beside migrate.rs. Do not edit.\n");
        for sql in statement.query_map([], |row| row.get::<_, String>(0)).unwrap() {
            text.push_str(&format!("\n{};\n", sql.unwrap()));
        }
        let path = concat!(env!("CARGO_MANIFEST_DIR"), "/src/daily/schema.sql");
        if std::env::var_os("HENRO_WRITE").is_some() {
            std::fs::write(path, &text).unwrap();
        }
        assert_eq!(std::fs::read_to_string(path).unwrap(), text);
    }

    #[test]
    fn a_step_that_fails_leaves_the_version_before_it() {
        let mut db = fresh();
        let good = "CREATE TABLE added (id INTEGER PRIMARY KEY) STRICT;";
        let bad =
            "CREATE TABLE half (id INTEGER PRIMARY KEY) STRICT; CREATE TABLE added (id INTEGER) STRICT;";
        let steps = |last| STEPS.into_iter().chain([good, last].map(Step::sql)).collect::<Vec<_>>();
        assert!(run(&mut db, &steps(bad)).is_err());
        assert_eq!(version(&db), 6);
        assert!(db.prepare("SELECT id FROM half").is_err());
        run(&mut db, &steps("CREATE TABLE whole (id INTEGER) STRICT;")).unwrap();
        assert_eq!(version(&db), 7);
    }

    #[test]
    fn a_newer_file_is_refused_only_when_it_says_it_cannot_be_read() {
        let mut db = fresh();
        db.execute_batch("PRAGMA user_version = 9;").unwrap();
        assert_eq!(migrate(&mut db), Ok(()));
        db.execute("UPDATE about SET oldest_reader = 9", []).unwrap();
        assert_eq!(migrate(&mut db), Err(Error::File(FileFault::Newer)));
        assert_eq!(version(&db), 9);
    }
}
