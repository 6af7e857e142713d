use ring::digest::{Context, SHA256};
use unicode_normalization::UnicodeNormalization;

/// An address as the server is told: a hash, the same however it was typed. Who has a list of addresses can compute it for
/// each; it hides the address from logs and eyes, not from a guess.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct Name(pub [u8; 32]);

/// The name of an e-mail address; nothing where it is none. No mail is ever sent to it.
pub fn name(address: &str) -> Option<Name> {
    if address.len() > 4 * LONGEST {
        return None;
    }
    let normal: String = address.trim().nfkc().flat_map(char::to_lowercase).collect();
    let (person, place) = normal.split_once('@')?;
    let plain = |part: &str| {
        !part.is_empty() && !part.chars().any(|c| c.is_whitespace() || c.is_control() || c == '@')
    };
    let whole = plain(person) && plain(place) && normal.len() <= LONGEST;
    whole.then(|| {
        let mut hash = Context::new(&SHA256);
        hash.update(b"henro/email-name/1\0");
        hash.update(normal.as_bytes());
        let mut out = [0; 32];
        out.copy_from_slice(hash.finish().as_ref());
        Name(out)
    })
}

impl std::fmt::Debug for Name {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Name(..)")
    }
}

/// Bytes of an address (RFC 5321).
const LONGEST: usize = 254;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_has_one_name_however_it_is_typed() {
        let one = name("hanako@example.jp").unwrap();
        for same in [" Hanako@Example.JP\n", "ｈａｎａｋｏ＠ｅｘａｍｐｌｅ．ｊｐ", "HANAKO@example.jp"]
        {
            assert_eq!(name(same).unwrap(), one, "{same}");
        }
        assert_ne!(name("hanako+1@example.jp").unwrap(), one);
        assert_eq!(format!("{one:?}"), "Name(..)");
    }

    #[test]
    fn what_is_no_address_has_none() {
        let long = format!("{}@example.jp", "a".repeat(LONGEST));
        for bad in [
            "",
            "@",
            "a@",
            "@b",
            "a b@c",
            "a@b@c",
            "a@b\u{0}",
            "hanako.example.jp",
            &long,
            &"a@".repeat(10_000),
        ] {
            assert!(name(bad).is_none(), "{bad}");
        }
    }
}
