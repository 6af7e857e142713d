//! What the kit and the shares have in common: the groups of a code, its QR code, lists with a headline.

use crate::error::{Fault, Field};
use crate::flow::{Flow, INNER, TOP};
use crate::page::{HEIGHT, MARGIN};
use qrcodegen::{QrCode, QrCodeEcc};

/// The groups of a code in boxes, each with its place, read row by row.
pub(crate) fn code(flow: &mut Flow<'_, '_, '_>, groups: &[String], columns: u8) -> Result<(), Fault> {
    let fine = |group: &String| group.len() == 5 && group.bytes().all(|byte| byte.is_ascii_digit());
    if groups.is_empty() || groups.len() > 12 || !groups.iter().all(fine) {
        return Err(Fault::Field(Field::Groups));
    }
    let width = INNER / f32::from(columns);
    let height = if columns > 4 { NARROW_CELL } else { CELL };
    for (row, line) in groups.chunks(usize::from(columns.max(1))).enumerate() {
        let top = flow.room(height)?;
        let mut left = MARGIN;
        for (column, group) in line.iter().enumerate() {
            flow.canvas.frame(left, top, width, height);
            let place = (row * usize::from(columns) + column + 1).to_string();
            flow.canvas.text(left + 5.0, top + 13.0, 11.0, &place);
            let digits = PITCH * group.len() as f32;
            flow.canvas.digits(
                left + (width - digits) / 2.0 + 2.0,
                top + height - 11.0,
                DIGITS,
                PITCH,
                group,
            );
            left += width;
        }
    }
    Ok(())
}

/// The code as a square to scan, in the left margin of the flow; answers where it begins and ends.
pub(crate) fn qr(flow: &mut Flow<'_, '_, '_>, groups: &[String]) -> Result<(f32, f32), Fault> {
    // Digits only, so the smallest kind of QR code.
    let code = QrCode::encode_text(&groups.concat(), QrCodeEcc::Medium);
    let code = code.map_err(|_| Fault::Field(Field::Groups))?;
    // The standard wants four modules of white around it.
    let rim = QR * 4.0 / code.size() as f32;
    let top = flow.y + rim;
    if flow.y + QR + 2.0 * rim > HEIGHT - TOP {
        return Err(Fault::Full);
    }
    flow.canvas.qr(MARGIN + rim, top, QR, &code);
    Ok((QR + 2.0 * rim, top + QR + rim))
}

/// A headline and its items, with dots.
pub(crate) fn dots(flow: &mut Flow<'_, '_, '_>, (headline, items): (&str, &[&str])) -> Result<(), Fault> {
    flow.y += 5.0;
    flow.headline(flow.body + 2.0, headline)?;
    flow.list(flow.body, 0.0, std::iter::repeat("・"), items)
}

/// A headline and its items, with numbers.
pub(crate) fn steps(flow: &mut Flow<'_, '_, '_>, (headline, items): (&str, &[&str])) -> Result<(), Fault> {
    flow.y += 5.0;
    flow.headline(flow.body + 2.0, headline)?;
    flow.list(flow.body, 0.0, ["1.", "2.", "3.", "4.", "5."].into_iter(), items)
}

/// Type of the code: read without glasses.
const DIGITS: f32 = 24.0;
/// From digit to digit: the font's digits are not all as wide.
const PITCH: f32 = 16.0;

/// Height of a group's box; a narrow one has the place above the digits instead of beside them.
const CELL: f32 = 47.0;
const NARROW_CELL: f32 = 56.0;
/// 32 mm.
const QR: f32 = 91.0;
