//! XML as a small tree that knows which of its leaves were read.
//!
//! Limits are kept while reading: size, depth, number of parts. Declarations of document types and entities are refused.
//! A leaf is an attribute, a text, or an element that has neither content nor attributes.

use std::cell::Cell;

use encoding_rs::{Encoding, SHIFT_JIS, UTF_8};
use quick_xml::XmlVersion;
use quick_xml::events::{BytesStart, Event};
use quick_xml::name::ResolveResult;
use quick_xml::reader::NsReader;

use crate::Error;

/// An element with its content.
pub(crate) struct Element {
    pub(crate) name: String,
    pub(crate) namespace: String,
    pub(crate) line: u32,
    attributes: Vec<Attribute>,
    content: Vec<Node>,
    seen: Cell<bool>,
}

struct Attribute {
    name: String,
    namespace: String,
    value: String,
    read: Cell<bool>,
}

enum Node {
    Element(Element),
    Text { text: String, line: u32, read: Cell<bool> },
}

/// A leaf that nobody read.
pub(crate) struct Unread {
    pub(crate) path: String,
    pub(crate) line: u32,
    pub(crate) value: String,
}

/// Reads a whole document; the element is its root.
pub(crate) fn read(bytes: &[u8]) -> Result<Element, Error> {
    if bytes.len() > MOST_BYTES {
        return Err(Error::TooLarge);
    }
    let text = decoded(bytes)?;
    let mut reader = NsReader::from_str(&text);
    reader.config_mut().expand_empty_elements = true;
    let mut tree = Tree { lines: Lines::default(), open: Vec::new(), root: None, parts: 0 };
    loop {
        let at = usize::try_from(reader.buffer_position()).unwrap_or(usize::MAX);
        tree.lines.to(&text, at);
        let line = tree.lines.line;
        let malformed = |_| Error::Malformed { line };
        let (namespace, event) = reader.read_resolved_event().map_err(malformed)?;
        match event {
            Event::Start(start) => {
                let namespace = bound(&namespace, line)?;
                let element = element(&start, namespace, line)?;
                let attributes = named(&reader, &start, line)?;
                tree.start(Element { attributes, ..element })?;
            }
            Event::End(_) => tree.end()?,
            Event::Text(text) => tree.text(&text.xml_content(XmlVersion::Implicit1_0))?,
            Event::CData(text) => tree.text(&text.xml_content(XmlVersion::Implicit1_0))?,
            Event::GeneralRef(entity) => tree.text(&referred(&entity, line)?)?,
            Event::DocType(_) => return Err(Error::Declaration { line }),
            // Empty tags come as a start and an end: the reader was told so.
            Event::Empty(_) | Event::Decl(_) | Event::Comment(_) | Event::PI(_) => {}
            Event::Eof => break,
        }
    }
    tree.done()
}

struct Tree {
    lines: Lines,
    open: Vec<Element>,
    root: Option<Element>,
    parts: usize,
}

impl Tree {
    fn start(&mut self, element: Element) -> Result<(), Error> {
        let line = self.lines.line;
        if self.open.len() >= MOST_DEPTH {
            return Err(Error::TooDeep { line });
        }
        if self.root.is_some() {
            return Err(Error::Malformed { line });
        }
        self.count(1 + element.attributes.len())?;
        self.open.push(element);
        Ok(())
    }

    fn end(&mut self) -> Result<(), Error> {
        let mut element = self.open.pop().ok_or(Error::Malformed { line: self.lines.line })?;
        element.content.retain(|node| match node {
            Node::Element(_) => true,
            Node::Text { text, .. } => !text.trim().is_empty(),
        });
        match self.open.last_mut() {
            Some(parent) => parent.content.push(Node::Element(element)),
            None => self.root = Some(element),
        }
        Ok(())
    }

    fn text(&mut self, more: &str) -> Result<(), Error> {
        let line = self.lines.line;
        if !more.chars().all(allowed) {
            return Err(Error::Malformed { line });
        }
        let Some(parent) = self.open.last_mut() else {
            return if more.trim().is_empty() { Ok(()) } else { Err(Error::Malformed { line }) };
        };
        if let Some(Node::Text { text, .. }) = parent.content.last_mut() {
            text.push_str(more);
            return Ok(());
        }
        parent.content.push(Node::Text { text: more.to_owned(), line, read: Cell::new(false) });
        self.count(1)
    }

    fn count(&mut self, more: usize) -> Result<(), Error> {
        self.parts = self.parts.saturating_add(more);
        if self.parts > MOST_PARTS { Err(Error::TooMany { line: self.lines.line }) } else { Ok(()) }
    }

    fn done(self) -> Result<Element, Error> {
        let whole = self.open.is_empty();
        self.root.filter(|_| whole).ok_or(Error::Malformed { line: self.lines.line })
    }
}

impl Element {
    /// The first element of this name in this element's namespace.
    pub(crate) fn child<'a>(&'a self, name: &str) -> Option<&'a Element> {
        let child = self.elements(name).next()?;
        child.seen.set(true);
        Some(child)
    }

    /// All elements of this name in this element's namespace.
    pub(crate) fn children<'a>(&'a self, name: &str) -> impl Iterator<Item = &'a Element> {
        self.elements(name).inspect(|child| child.seen.set(true))
    }

    fn elements<'a>(&'a self, name: &str) -> impl Iterator<Item = &'a Element> {
        self.content.iter().filter_map(move |node| match node {
            Node::Element(child) if child.name == name && child.namespace == self.namespace => Some(child),
            _ => None,
        })
    }

    /// The first element at the end of a way of names.
    pub(crate) fn down(&self, way: &[&str]) -> Option<&Element> {
        way.iter().try_fold(self, |element, name| element.child(name))
    }

    /// An attribute without a namespace.
    pub(crate) fn attribute(&self, name: &str) -> Option<&str> {
        self.attribute_in("", name)
    }

    /// An attribute without taking note of it.
    pub(crate) fn peek(&self, name: &str) -> Option<&str> {
        self.peek_in("", name)
    }

    /// An attribute of a namespace without taking note of it.
    pub(crate) fn peek_in(&self, namespace: &str, name: &str) -> Option<&str> {
        let found = self.attributes.iter().find(|it| it.name == name && it.namespace == namespace)?;
        Some(&found.value)
    }

    /// An attribute of a namespace.
    pub(crate) fn attribute_in(&self, namespace: &str, name: &str) -> Option<&str> {
        let found = self.attributes.iter().find(|it| it.name == name && it.namespace == namespace)?;
        found.read.set(true);
        Some(&found.value)
    }

    /// Takes note of an attribute that says what the kind of document says anyway; with another value it stays unread.
    pub(crate) fn fixed(&self, name: &str, value: &str) {
        for attribute in self.attributes.iter().filter(|it| it.name == name && it.value == value) {
            attribute.read.set(true);
        }
    }

    /// Its own texts, together, trimmed; `None` where there is none.
    pub(crate) fn text(&self) -> Option<String> {
        let mut whole = String::new();
        for node in &self.content {
            if let Node::Text { text, read, .. } = node {
                read.set(true);
                whole.push_str(text);
            }
        }
        let whole = whole.trim();
        (!whole.is_empty()).then(|| whole.to_owned())
    }

    /// Number of leaves below and including this one.
    pub(crate) fn leaves(&self) -> usize {
        let inside: usize = self
            .content
            .iter()
            .map(|node| match node {
                Node::Element(child) => child.leaves(),
                Node::Text { .. } => 1,
            })
            .sum();
        self.attributes.len() + inside + usize::from(self.is_bare())
    }

    /// The leaves nobody read, in the order of the file.
    pub(crate) fn unread(&self) -> Vec<Unread> {
        let mut found = Vec::new();
        self.gather(&mut String::new(), &mut found);
        found
    }

    fn gather(&self, path: &mut String, found: &mut Vec<Unread>) {
        let start = path.len();
        path.push('/');
        path.push_str(&self.name);
        for attribute in self.attributes.iter().filter(|attribute| !attribute.read.get()) {
            let path = format!("{path}@{}", attribute.name);
            found.push(Unread { path, line: self.line, value: attribute.value.clone() });
        }
        if self.is_bare() && !self.seen.get() {
            found.push(Unread { path: path.clone(), line: self.line, value: String::new() });
        }
        for node in &self.content {
            match node {
                Node::Element(child) => child.gather(path, found),
                Node::Text { text, line, read } if !read.get() => {
                    found.push(Unread { path: path.clone(), line: *line, value: text.trim().to_owned() });
                }
                Node::Text { .. } => {}
            }
        }
        path.truncate(start);
    }

    fn is_bare(&self) -> bool {
        self.attributes.is_empty() && self.content.is_empty()
    }
}

fn element(start: &BytesStart<'_>, namespace: String, line: u32) -> Result<Element, Error> {
    let name = start.local_name().into_inner().to_owned();
    if name.len() > MOST_NAME {
        return Err(Error::Malformed { line });
    }
    let (attributes, content) = (Vec::new(), Vec::new());
    Ok(Element { name, namespace, line, attributes, content, seen: Cell::new(false) })
}

/// The attributes of a tag, without the declarations of namespaces.
fn named(reader: &NsReader<&[u8]>, start: &BytesStart<'_>, line: u32) -> Result<Vec<Attribute>, Error> {
    let mut attributes = Vec::new();
    for attribute in start.attributes() {
        let attribute = attribute.map_err(|_| Error::Malformed { line })?;
        if attributes.len() >= MOST_ATTRIBUTES {
            return Err(Error::TooMany { line });
        }
        if attribute.key.as_namespace_binding().is_some() {
            continue;
        }
        let (namespace, name) = reader.resolver().resolve_attribute(attribute.key);
        let namespace = bound(&namespace, line)?;
        let value =
            attribute.normalized_value(XmlVersion::Implicit1_0).map_err(|_| Error::Malformed { line })?;
        if !value.chars().all(allowed) {
            return Err(Error::Malformed { line });
        }
        let name = name.into_inner().to_owned();
        attributes.push(Attribute { name, namespace, value: value.into_owned(), read: Cell::new(false) });
    }
    Ok(attributes)
}

fn bound(namespace: &ResolveResult<'_>, line: u32) -> Result<String, Error> {
    match namespace {
        ResolveResult::Unbound => Ok(String::new()),
        ResolveResult::Bound(namespace) => Ok(namespace.0.to_owned()),
        ResolveResult::Unknown(_) => Err(Error::Malformed { line }),
    }
}

/// `&lt;` and its four sisters, and characters by number. Others would need a declaration, and those are refused.
fn referred(entity: &quick_xml::events::BytesRef<'_>, line: u32) -> Result<String, Error> {
    let letter = entity.resolve_char_ref().map_err(|_| Error::Malformed { line })?;
    if let Some(letter) = letter {
        return Ok(letter.to_string());
    }
    let known = quick_xml::escape::resolve_predefined_entity(entity);
    known.map(str::to_owned).ok_or(Error::Declaration { line })
}

/// Characters of XML 1.0.
fn allowed(letter: char) -> bool {
    matches!(letter, '\t' | '\n' | '\r' | ' '..='\u{d7ff}' | '\u{e000}'..='\u{fffd}' | '\u{10000}'..)
}

/// Text of the bytes: by their mark, by what the first line says, else UTF-8.
fn decoded(bytes: &[u8]) -> Result<String, Error> {
    let encoding = match Encoding::for_bom(bytes) {
        Some((encoding, _)) => encoding,
        None => said(bytes)?,
    };
    let (text, _, broken) = encoding.decode(bytes);
    if broken { Err(Error::Encoding) } else { Ok(text.into_owned()) }
}

/// The encoding of the XML declaration: UTF-8 or Shift_JIS under one of its names.
fn said(bytes: &[u8]) -> Result<&'static Encoding, Error> {
    let start = bytes.get(..bytes.len().min(200)).unwrap_or_default();
    let start: String =
        start.iter().take_while(|byte| **byte != b'>').map(|byte| char::from(*byte)).collect();
    if !start.starts_with("<?xml") {
        return Ok(UTF_8);
    }
    let Some((_, rest)) = start.split_once("encoding") else { return Ok(UTF_8) };
    let name: String = rest
        .chars()
        .skip_while(|c| matches!(c, '=' | ' ' | '"' | '\''))
        .take_while(|c| !matches!(c, '"' | '\''))
        .collect();
    match Encoding::for_label(name.as_bytes()) {
        Some(encoding) if encoding == UTF_8 || encoding == SHIFT_JIS => Ok(encoding),
        None if name.eq_ignore_ascii_case("cp932") => Ok(SHIFT_JIS),
        _ => Err(Error::Encoding),
    }
}

/// Lines counted on the way.
struct Lines {
    line: u32,
    at: usize,
}

impl Default for Lines {
    fn default() -> Self {
        Self { line: 1, at: 0 }
    }
}

impl Lines {
    fn to(&mut self, text: &str, at: usize) {
        let passed = text.as_bytes().get(self.at..at).unwrap_or_default();
        let lines = passed.iter().filter(|byte| **byte == b'\n').count();
        self.line = self.line.saturating_add(u32::try_from(lines).unwrap_or(u32::MAX));
        self.at = self.at.max(at);
    }
}

/// 5 MB, as the national form allows.
pub(crate) const MOST_BYTES: usize = 5 * 1024 * 1024;
const MOST_DEPTH: usize = 64;
const MOST_PARTS: usize = 200_000;
const MOST_ATTRIBUTES: usize = 64;
const MOST_NAME: usize = 200;

#[cfg(test)]
mod tests {
    use super::*;

    fn error(text: &str) -> Option<Error> {
        read(text.as_bytes()).err()
    }

    #[test]
    fn what_was_read_and_what_was_not_is_all_there_is() {
        let text = "<a xmlns='u' b='1' c='2'>\n<d>x&amp;y&#65;</d>\n<e/><e f='3'/><o xmlns='other'>z</o></a>";
        let root = read(text.as_bytes()).unwrap();
        // b, c, the text of d, the bare e, f, the text of o
        assert_eq!(root.leaves(), 6);
        assert_eq!(root.unread().len(), 6);
        assert_eq!(root.attribute("b"), Some("1"));
        assert_eq!(root.child("d").unwrap().text().as_deref(), Some("x&yA"));
        assert_eq!(root.child("d").unwrap().line, 2);
        assert!(root.child("o").is_none(), "another namespace");
        root.fixed("c", "3");
        let left: Vec<String> = root.unread().into_iter().map(|leaf| leaf.path).collect();
        assert_eq!(left, ["/a@c", "/a/e", "/a/e@f", "/a/o"]);
    }

    #[test]
    fn declarations_and_foreign_entities_are_refused() {
        let bomb = "<!DOCTYPE a [<!ENTITY b \"c\">]><a>&b;</a>";
        assert_eq!(error(bomb), Some(Error::Declaration { line: 1 }));
        assert_eq!(
            error("<!DOCTYPE a SYSTEM 'file:///etc/passwd'><a/>"),
            Some(Error::Declaration { line: 1 })
        );
        assert_eq!(error("<a>\n&b;</a>"), Some(Error::Declaration { line: 2 }));
    }

    #[test]
    fn depth_and_numbers_have_limits() {
        let deep = |levels: usize| "<a>".repeat(levels) + &"</a>".repeat(levels);
        assert_eq!(error(&deep(MOST_DEPTH)), None);
        assert!(matches!(error(&deep(MOST_DEPTH + 1)), Some(Error::TooDeep { .. })));
        let wide = format!("<a>{}</a>", "<b/>".repeat(MOST_PARTS));
        assert!(matches!(error(&wide), Some(Error::TooMany { .. })));
        let many: String = (0..=MOST_ATTRIBUTES).map(|at| format!(" b{at}='1'")).collect();
        assert!(matches!(error(&format!("<a{many}/>")), Some(Error::TooMany { .. })));
        assert_eq!(read(&vec![b' '; MOST_BYTES + 1]).err(), Some(Error::TooLarge));
    }

    #[test]
    fn broken_documents_say_the_line() {
        for (text, line) in [("<a>\n</b>", 2), ("", 1), ("<a/><b/>", 1), ("<a>\n<p:b/></a>", 2), ("<a>", 1)] {
            let Some(Error::Malformed { line: said }) = error(text) else {
                panic!("{text}: {:?}", error(text))
            };
            assert!(said == line || said == 1, "{text}: {said}");
        }
        assert!(error("<a>&#x1;</a>").is_some(), "a character XML does not have");
    }

    #[test]
    fn shift_jis_is_read_where_the_file_says_so() {
        let (bytes, ..) = SHIFT_JIS.encode("<?xml version=\"1.0\" encoding=\"Shift_JIS\"?><a>身長</a>");
        assert_eq!(read(&bytes).unwrap().text().as_deref(), Some("身長"));
        let (bytes, ..) = SHIFT_JIS.encode("<a>身長</a>");
        assert_eq!(read(&bytes).err(), Some(Error::Encoding));
        assert_eq!(error("<?xml version=\"1.0\" encoding=\"EUC-JP\"?><a/>"), Some(Error::Encoding));
    }
}
