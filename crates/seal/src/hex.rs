use crate::Error;

/// Lower-case hex.
pub(crate) fn encode(bytes: &[u8]) -> String {
    let digit = |n: u8| char::from_digit(u32::from(n), 16).expect("a nibble is a hex digit");
    bytes.iter().flat_map(|b| [digit(b >> 4), digit(b & 15)]).collect()
}

/// Reads hex of either case.
pub(crate) fn decode(text: &str) -> Result<Vec<u8>, Error> {
    let digits: Vec<u8> = text
        .chars()
        .map(|c| c.to_digit(16).map(|d| d as u8).ok_or(Error::Malformed))
        .collect::<Result<_, _>>()?;
    let pairs = digits.chunks_exact(2);
    if !pairs.remainder().is_empty() {
        return Err(Error::Malformed);
    }
    Ok(pairs.filter_map(|pair| Some(pair.first()? << 4 | pair.last()?)).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hex_reads_back_and_refuses_the_rest() {
        assert_eq!(encode(&[0, 0x1f, 0xff]), "001fff");
        assert_eq!(decode("001fFF"), Ok(vec![0, 0x1f, 0xff]));
        assert_eq!(decode("0"), Err(Error::Malformed));
        assert_eq!(decode("zz"), Err(Error::Malformed));
        assert_eq!(decode("あい"), Err(Error::Malformed));
    }
}
