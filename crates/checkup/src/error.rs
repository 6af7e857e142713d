/// Why a file is not read at all. Never holds what the file says.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// Larger than 5 MB, or a package larger than 64 MB.
    #[error("file too large")]
    TooLarge,
    /// Neither UTF-8 nor what it says it is.
    #[error("encoding not readable")]
    Encoding,
    /// Not well-formed.
    #[error("not well-formed at line {line}")]
    Malformed {
        /// Line.
        line: u32,
    },
    /// A document type or an entity of its own: refused.
    #[error("declaration at line {line}")]
    Declaration {
        /// Line.
        line: u32,
    },
    /// Deeper than 64 elements.
    #[error("too deep at line {line}")]
    TooDeep {
        /// Line.
        line: u32,
    },
    /// More than 200,000 elements, attributes and texts.
    #[error("too many parts at line {line}")]
    TooMany {
        /// Line.
        line: u32,
    },
    /// Another document, or another namespace.
    #[error("another kind of document")]
    Kind,
    /// The municipal edition, which uses the same names and other codes.
    #[error("municipal edition")]
    Municipal,
    /// Something without which the rest means nothing.
    #[error("missing: {place}")]
    Missing {
        /// What.
        place: &'static str,
    },
    /// A package that does not open, or more than 20,000 files in it.
    #[error("package not readable")]
    Package,
    /// A package with a password.
    #[error("package is locked by a password")]
    Encrypted,
    /// A document about two people.
    #[error("two people in one document")]
    TwoPeople,
}
