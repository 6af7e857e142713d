//! A small tree of one JSON document that notes which of its leaves were looked at, as `xml.rs` does for XML.

use std::cell::Cell;

use json_event_parser::{JsonEvent, SliceJsonParser};

use crate::Error;

/// A value.
pub(super) struct Node {
    pub(super) value: Value,
    seen: Cell<bool>,
}

/// What a value is. Numbers stay as they are written.
pub(super) enum Value {
    /// `null`, `true`, a number, a text.
    Leaf(Leaf, String),
    List(Vec<Node>),
    Object(Vec<(String, Node)>),
}

#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Leaf {
    Null,
    Bool,
    Number,
    Text,
}

/// A leaf nobody looked at.
pub(super) struct Unread {
    pub(super) path: String,
    pub(super) value: String,
}

/// Reads a document.
pub(super) fn read(bytes: &[u8]) -> Result<Node, Error> {
    if bytes.len() > MOST_BYTES {
        return Err(Error::TooLarge);
    }
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    std::str::from_utf8(bytes).map_err(|_| Error::Encoding)?;
    let mut reading = Reading { parser: SliceJsonParser::new(bytes), parts: 0, line: 1 };
    let event = reading.next()?;
    let root = reading.value(event, 0)?;
    match reading.next()? {
        JsonEvent::Eof => Ok(root),
        _ => Err(reading.malformed()),
    }
}

struct Reading<'a> {
    parser: SliceJsonParser<'a>,
    parts: usize,
    line: u32,
}

impl<'a> Reading<'a> {
    fn next(&mut self) -> Result<JsonEvent<'a>, Error> {
        self.parts += 1;
        if self.parts > MOST_PARTS {
            return Err(Error::TooMany { line: self.line });
        }
        self.parser.parse_next().map_err(|error| {
            let line = u32::try_from(error.location().start.line).unwrap_or(u32::MAX);
            Error::Malformed { line: line.saturating_add(1) }
        })
    }

    fn malformed(&self) -> Error {
        Error::Malformed { line: self.line }
    }

    fn value(&mut self, event: JsonEvent<'a>, depth: usize) -> Result<Node, Error> {
        if depth > MOST_DEPTH {
            return Err(Error::TooDeep { line: self.line });
        }
        let value = match event {
            JsonEvent::Null => Value::Leaf(Leaf::Null, String::new()),
            JsonEvent::Boolean(is) => Value::Leaf(Leaf::Bool, is.to_string()),
            JsonEvent::Number(text) => Value::Leaf(Leaf::Number, text.into_owned()),
            JsonEvent::String(text) => Value::Leaf(Leaf::Text, text.into_owned()),
            JsonEvent::StartArray => self.list(depth)?,
            JsonEvent::StartObject => self.object(depth)?,
            _ => return Err(self.malformed()),
        };
        Ok(Node { value, seen: Cell::new(false) })
    }

    fn list(&mut self, depth: usize) -> Result<Value, Error> {
        let mut all = Vec::new();
        loop {
            match self.next()? {
                JsonEvent::EndArray => return Ok(Value::List(all)),
                event => all.push(self.value(event, depth + 1)?),
            }
        }
    }

    fn object(&mut self, depth: usize) -> Result<Value, Error> {
        let mut all: Vec<(String, Node)> = Vec::new();
        loop {
            match self.next()? {
                JsonEvent::EndObject => return Ok(Value::Object(all)),
                JsonEvent::ObjectKey(key) => {
                    // Of two equal names one would be read and the other lost.
                    if all.len() < MOST_NAMES && all.iter().any(|(own, _)| *own == *key) {
                        return Err(self.malformed());
                    }
                    let event = self.next()?;
                    let value = self.value(event, depth + 1)?;
                    all.push((key.into_owned(), value));
                }
                _ => return Err(self.malformed()),
            }
        }
    }
}

impl Node {
    /// The value of a name.
    pub(super) fn get(&self, name: &str) -> Option<&Node> {
        match &self.value {
            Value::Object(all) => all.iter().find(|(own, _)| own == name).map(|(_, node)| node),
            _ => None,
        }
    }

    /// The values of a list under a name.
    pub(super) fn all(&self, name: &str) -> &[Node] {
        match self.get(name).map(|node| &node.value) {
            Some(Value::List(all)) => all,
            _ => &[],
        }
    }

    /// A text or number under a name; it is read now.
    pub(super) fn text(&self, name: &str) -> Option<String> {
        let node = self.get(name)?;
        match &node.value {
            Value::Leaf(Leaf::Text | Leaf::Number, text) => {
                node.seen.set(true);
                Some(text.clone())
            }
            _ => None,
        }
    }

    /// A text without reading it.
    pub(super) fn peek(&self, name: &str) -> Option<&str> {
        match &self.get(name)?.value {
            Value::Leaf(Leaf::Text, text) => Some(text),
            _ => None,
        }
    }

    /// What is under a name says nothing of its own: it is read.
    pub(super) fn pass(&self, name: &str) {
        if let Some(node) = self.get(name) {
            node.pass_all();
        }
    }

    /// All of it is read.
    pub(super) fn pass_all(&self) {
        self.seen.set(true);
        match &self.value {
            Value::Leaf(..) => {}
            Value::List(all) => all.iter().for_each(Node::pass_all),
            Value::Object(all) => all.iter().for_each(|(_, node)| node.pass_all()),
        }
    }

    /// Number of leaves.
    pub(super) fn leaves(&self) -> usize {
        match &self.value {
            Value::Leaf(..) => 1,
            Value::List(all) => all.iter().map(Node::leaves).sum(),
            Value::Object(all) => all.iter().map(|(_, node)| node.leaves()).sum(),
        }
    }

    /// Leaves nobody looked at, with the way to them.
    pub(super) fn unread(&self, path: &str, into: &mut Vec<Unread>) {
        match &self.value {
            Value::Leaf(..) if self.seen.get() => {}
            Value::Leaf(_, text) => {
                let long = text.chars().count() > LONGEST;
                let value = if long { format!("({} B)", text.len()) } else { text.clone() };
                into.push(Unread { path: path.to_owned(), value });
            }
            Value::List(all) => {
                for (at, node) in all.iter().enumerate() {
                    node.unread(&format!("{path}[{at}]"), into);
                }
            }
            Value::Object(all) => {
                for (name, node) in all {
                    let path = if path.is_empty() { name.clone() } else { format!("{path}.{name}") };
                    node.unread(&path, into);
                }
            }
        }
    }
}

const MOST_BYTES: usize = 5 * 1024 * 1024;
const MOST_DEPTH: usize = 64;
const MOST_PARTS: usize = 400_000;
/// Names of one object that are compared with each other.
const MOST_NAMES: usize = 1_000;
/// A longer text is an attachment: named by its size.
const LONGEST: usize = 2_000;

#[cfg(test)]
mod tests {
    use super::*;

    fn error(text: &str) -> Option<Error> {
        read(text.as_bytes()).err()
    }

    #[test]
    fn digits_stay_as_written_and_what_was_not_read_is_told() {
        let root = read(br#"{"a": 1.10, "b": [{"c": "x"}, null, true]}"#).unwrap();
        assert_eq!(root.text("a").as_deref(), Some("1.10"));
        let mut left = Vec::new();
        root.unread("", &mut left);
        let left: Vec<(&str, &str)> = left.iter().map(|one| (&*one.path, &*one.value)).collect();
        assert_eq!(left, [("b[0].c", "x"), ("b[1]", ""), ("b[2]", "true")]);
        assert_eq!(root.leaves(), 4);
    }

    #[test]
    fn bombs_and_broken_files_are_refused() {
        assert!(matches!(error("{\"a\": 1,\n \"a\": 2}"), Some(Error::Malformed { .. })));
        assert!(matches!(error("{} {}"), Some(Error::Malformed { .. })));
        assert!(matches!(error("{\"a\": \n"), Some(Error::Malformed { .. })));
        let deep = format!("{}1{}", "[".repeat(100), "]".repeat(100));
        assert!(matches!(error(&deep), Some(Error::TooDeep { .. })));
        let many = format!("[{}1]", "1,".repeat(500_000));
        assert!(matches!(error(&many), Some(Error::TooMany { .. })));
        assert_eq!(read(b"{\"a\": \"\xff\"}").err(), Some(Error::Encoding));
        assert_eq!(error(&" ".repeat(6 * 1024 * 1024)), Some(Error::TooLarge));
    }
}
