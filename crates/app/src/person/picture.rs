//! Whether bytes are a picture or a PDF that may be kept: told by their structure, without opening them.

use henro_sync::BlobKind;

/// What a picture is, where it is one: a JPEG or PNG of reasonable sides that tells nothing but the picture. Places and cameras stand in
/// EXIF and its like; the screens leave them out, and what has them is refused.
pub(crate) fn kind(bytes: &[u8]) -> Option<BlobKind> {
    if bytes.len() > MAX_BYTES {
        return None;
    }
    match bytes {
        [0xff, 0xd8, rest @ ..] => jpeg(rest).filter(sides).map(|_| BlobKind::Jpeg),
        _ => png(bytes.strip_prefix(PNG)?).filter(sides).map(|_| BlobKind::Png),
    }
}

/// The same of a page of a document, which may also be a PDF: nothing of that is looked at but its beginning and its end.
pub(crate) fn page(bytes: &[u8]) -> Option<BlobKind> {
    let tail = bytes.get(bytes.len().saturating_sub(PDF_TAIL)..)?;
    let ends = || tail.windows(PDF_END.len()).any(|part| part == PDF_END);
    match bytes.starts_with(PDF) && bytes.len() <= MAX_PDF && ends() {
        true => Some(BlobKind::Pdf),
        false => kind(bytes),
    }
}

fn sides(&(width, height): &(u32, u32)) -> bool {
    (MIN_SIDE..=MAX_SIDE).contains(&width) && (MIN_SIDE..=MAX_SIDE).contains(&height)
}

/// Width and height, from the segments before the picture itself (ITU T.81, B).
fn jpeg(mut rest: &[u8]) -> Option<(u32, u32)> {
    let mut sides = None;
    for _ in 0..MOST_PARTS {
        let [0xff, marker, high, low, after @ ..] = rest else { return None };
        let length = usize::from(u16::from_be_bytes([*high, *low])).checked_sub(2)?;
        let (body, next) = after.split_at_checked(length)?;
        match *marker {
            // EXIF and XMP, Photoshop, comments.
            0xe1 | 0xed | 0xfe => return None,
            0xc4 | 0xc8 | 0xcc => {}
            0xc0..=0xcf => {
                let [_, h1, h0, w1, w0, ..] = body else { return None };
                let side = |high: &u8, low: &u8| u32::from(u16::from_be_bytes([*high, *low]));
                sides = Some((side(w1, w0), side(h1, h0)));
            }
            // What follows is the picture; at its very end stands the end.
            0xda => return sides.filter(|_| next.ends_with(&[0xff, 0xd9])),
            _ => {}
        }
        rest = next;
    }
    None
}

/// The same of a PNG, from all its chunks.
fn png(mut rest: &[u8]) -> Option<(u32, u32)> {
    let mut sides = None;
    for at in 0..MOST_PARTS {
        let (length, after) = rest.split_first_chunk::<4>()?;
        let (name, after) = after.split_first_chunk::<4>()?;
        let (body, after) = after.split_at_checked(usize::try_from(u32::from_be_bytes(*length)).ok()?)?;
        let (_, next) = after.split_first_chunk::<4>()?;
        match (name, at) {
            (b"IHDR", 0) => {
                let (width, body) = body.split_first_chunk()?;
                let (height, _) = body.split_first_chunk()?;
                sides = Some((u32::from_be_bytes(*width), u32::from_be_bytes(*height)));
            }
            (_, 0) | (b"eXIf" | b"tEXt" | b"iTXt" | b"zTXt", _) => return None,
            (b"IEND", _) => return sides.filter(|_| next.is_empty()),
            _ => {}
        }
        rest = next;
    }
    None
}

const PNG: &[u8] = b"\x89PNG\r\n\x1a\n";
const PDF: &[u8] = b"%PDF-";
const PDF_END: &[u8] = b"%%EOF";
/// Where its end has to stand.
const PDF_TAIL: usize = 1024;
/// Longest PDF: 10 MiB.
pub(crate) const MAX_PDF: usize = 10 << 20;
/// Longest picture: 1 MiB.
pub(crate) const MAX_BYTES: usize = 1 << 20;
const MIN_SIDE: u32 = 16;
const MAX_SIDE: u32 = 2048;
/// Segments or chunks before this is no picture of ours.
const MOST_PARTS: usize = 1024;

#[cfg(test)]
mod tests {
    use super::*;

    fn segment(marker: u8, body: &[u8]) -> Vec<u8> {
        let length = (body.len() as u16 + 2).to_be_bytes();
        [&[0xff, marker], &length[..], body].concat()
    }

    fn jpeg_of(width: u16, height: u16, extra: &[u8]) -> Vec<u8> {
        let frame = [&[8][..], &height.to_be_bytes(), &width.to_be_bytes(), &[1, 1, 0x11, 0]].concat();
        let begin = [&[0xff, 0xd8][..], &segment(0xe0, b"JFIF\0"), extra].concat();
        [&begin[..], &segment(0xc0, &frame), &segment(0xda, &[0; 6]), &[1, 2, 3, 0xff, 0xd9]].concat()
    }

    fn chunk(name: &[u8; 4], body: &[u8]) -> Vec<u8> {
        [&(body.len() as u32).to_be_bytes()[..], name, body, &[0; 4]].concat()
    }

    fn png_of(width: u32, height: u32, extra: &[u8]) -> Vec<u8> {
        let head = [&width.to_be_bytes()[..], &height.to_be_bytes(), &[8, 2, 0, 0, 0]].concat();
        [PNG, &chunk(b"IHDR", &head), extra, &chunk(b"IDAT", &[1; 9]), &chunk(b"IEND", b"")].concat()
    }

    #[test]
    fn pictures_are_known_by_their_structure() {
        assert_eq!(kind(&jpeg_of(512, 512, b"")), Some(BlobKind::Jpeg));
        assert_eq!(kind(&png_of(512, 400, b"")), Some(BlobKind::Png));
        for bytes in [jpeg_of(512, 512, b""), png_of(512, 512, b"")] {
            for cut in 0..bytes.len() {
                assert_eq!(kind(&bytes[..cut]), None, "cut {cut}");
            }
        }
    }

    #[test]
    fn what_tells_more_than_the_picture_or_is_too_large_is_refused() {
        assert_eq!(kind(&jpeg_of(512, 512, &segment(0xe1, b"Exif\0\0"))), None);
        assert_eq!(kind(&png_of(512, 512, &chunk(b"eXIf", b"x"))), None);
        assert_eq!(kind(&png_of(512, 512, &chunk(b"tEXt", b"x"))), None);
        for (width, height) in [(4096, 512), (512, 4096), (8, 512), (0, 0)] {
            assert_eq!(kind(&jpeg_of(width, height, b"")), None);
            assert_eq!(kind(&png_of(width.into(), height.into(), b"")), None);
        }
        let mut large = jpeg_of(512, 512, b"");
        large.splice(large.len() - 2..large.len() - 2, vec![7; MAX_BYTES]);
        assert_eq!(kind(&large), None);
        assert_eq!(kind(b"<svg onload=alert(1)>"), None);
        assert_eq!(kind(b"GIF89a"), None);
    }

    #[test]
    fn a_page_is_a_picture_or_a_pdf_with_its_beginning_and_its_end() {
        let pdf = |middle: &[u8], after: &[u8]| [PDF, middle, PDF_END, after].concat();
        assert_eq!(page(&pdf(b"1.7\n", b"\r\n")), Some(BlobKind::Pdf));
        assert_eq!(page(&jpeg_of(512, 512, b"")), Some(BlobKind::Jpeg));
        assert_eq!(page(&pdf(&vec![7; MAX_PDF - 10], b"")), Some(BlobKind::Pdf));
        assert_eq!(page(&pdf(&vec![7; MAX_PDF - 9], b"")), None, "longer than allowed");
        assert_eq!(page(&pdf(b"1.7", &[7; PDF_TAIL])), None, "its end is not at the end");
        for bad in [b"".as_slice(), PDF, PDF_END, b" %PDF-1.7 %%EOF", b"%pdf-1.7 %%EOF", b"GIF89a %%EOF"] {
            assert_eq!(page(bad), None);
        }
    }

    /// Seeded, so that a failure comes again: pictures and PDFs changed, cut and doubled are taken as what they are or refused.
    #[test]
    fn any_bytes_are_a_page_or_refused() {
        let samples = [jpeg_of(300, 400, b""), png_of(300, 400, b""), [PDF, b"1.7\n", PDF_END].concat()];
        let mut state = 0x5eed_u64;
        let mut next = move |below: usize| {
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            (state >> 33) as usize % below.max(1)
        };
        for _ in 0..20_000 {
            let mut bytes = samples[next(3)].clone();
            for _ in 0..=next(4) {
                let at = next(bytes.len());
                match next(3) {
                    0 => bytes.truncate(at),
                    1 => bytes.extend_from_within(at..),
                    _ => bytes.iter_mut().skip(at).take(1).for_each(|byte| *byte = next(256) as u8),
                }
                bytes.truncate(4_000);
            }
            if page(&bytes) == Some(BlobKind::Pdf) {
                assert!(bytes.starts_with(PDF));
            }
        }
    }
}
