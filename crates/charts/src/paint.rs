//! Our SVG backend for plotters: roles to classes and custom properties, tenths of a pixel, escaped text.

use std::{convert::Infallible, fmt::Write as _};

use plotters_backend::{
    BackendColor, BackendCoord, BackendStyle, BackendTextStyle, DrawingBackend, DrawingErrorKind,
};

use crate::{labels::escape, role::Role};

/// Canvas units in a pixel.
pub(crate) const TENTHS: i32 = 10;

/// What a point says of itself: the attributes `data-day` ... without the series and number.
pub(crate) type Tags = [Vec<String>; 2];

/// Writes elements into a text; the opening and closing `svg` tags are the caller's.
pub(crate) struct Paint<'a> {
    pub(crate) out: &'a mut String,
    pub(crate) size: (u32, u32),
    pub(crate) id: &'a str,
    pub(crate) tags: &'a Tags,
}

type Drawn = Result<(), DrawingErrorKind<Infallible>>;

impl Paint<'_> {
    fn element(&mut self, name: &str, colour: BackendColor, geometry: &str) {
        let Some((role, index)) = Role::of(colour) else { return };
        let attributes = role.attributes(self.id);
        let _ = write!(self.out, "<{name} {attributes}{geometry}");
        let tag =
            role.series().and_then(|s| self.tags.get(s).and_then(|tags| tags.get(index)).map(|tag| (s, tag)));
        if let Some((series, tag)) = tag {
            let _ = write!(self.out, r#" data-s="{}" data-i="{index}"{tag}"#, series + 1);
        }
        self.out.push_str("/>\n");
    }

    fn points(points: impl IntoIterator<Item = BackendCoord>) -> String {
        let mut text = String::new();
        for (index, (x, y)) in points.into_iter().enumerate() {
            let gap = if index == 0 { "" } else { " " };
            let _ = write!(text, "{gap}{},{}", px(x), px(y));
        }
        text
    }
}

impl DrawingBackend for Paint<'_> {
    type ErrorType = Infallible;

    fn get_size(&self) -> (u32, u32) {
        self.size
    }

    fn ensure_prepared(&mut self) -> Drawn {
        Ok(())
    }

    fn present(&mut self) -> Drawn {
        Ok(())
    }

    fn draw_pixel(&mut self, _: BackendCoord, _: BackendColor) -> Drawn {
        Ok(())
    }

    fn draw_line<S: BackendStyle>(&mut self, from: BackendCoord, to: BackendCoord, style: &S) -> Drawn {
        let geometry =
            format!(r#" x1="{}" y1="{}" x2="{}" y2="{}""#, px(from.0), px(from.1), px(to.0), px(to.1));
        self.element("line", style.color(), &geometry);
        Ok(())
    }

    fn draw_rect<S: BackendStyle>(&mut self, a: BackendCoord, b: BackendCoord, style: &S, _: bool) -> Drawn {
        let (x, y) = (a.0.min(b.0), a.1.min(b.1));
        let (width, height) = ((a.0 - b.0).abs(), (a.1 - b.1).abs());
        let geometry =
            format!(r#" x="{}" y="{}" width="{}" height="{}""#, px(x), px(y), px(width), px(height));
        self.element("rect", style.color(), &geometry);
        Ok(())
    }

    fn draw_path<S: BackendStyle, I: IntoIterator<Item = BackendCoord>>(
        &mut self,
        path: I,
        style: &S,
    ) -> Drawn {
        let geometry = format!(r#" points="{}""#, Self::points(path));
        self.element("polyline", style.color(), &geometry);
        Ok(())
    }

    fn fill_polygon<S: BackendStyle, I: IntoIterator<Item = BackendCoord>>(
        &mut self,
        path: I,
        style: &S,
    ) -> Drawn {
        let geometry = format!(r#" points="{}""#, Self::points(path));
        self.element("polygon", style.color(), &geometry);
        Ok(())
    }

    fn draw_circle<S: BackendStyle>(&mut self, at: BackendCoord, radius: u32, style: &S, _: bool) -> Drawn {
        let radius = i32::try_from(radius).unwrap_or(0);
        let geometry = format!(r#" cx="{}" cy="{}" r="{}""#, px(at.0), px(at.1), px(radius));
        self.element("circle", style.color(), &geometry);
        Ok(())
    }

    fn draw_text<S: BackendTextStyle>(&mut self, text: &str, style: &S, at: BackendCoord) -> Drawn {
        let Some((role, _)) = Role::of(style.color()) else { return Ok(()) };
        let attributes = role.attributes(self.id);
        let _ = writeln!(
            self.out,
            r#"<text {attributes} x="{}" y="{}">{}</text>"#,
            px(at.0),
            px(at.1),
            escape(text)
        );
        Ok(())
    }
}

/// Tenths of a pixel as pixels: 123 is 12.3, 120 is 12.
fn px(tenths: i32) -> String {
    let sign = if tenths < 0 { "-" } else { "" };
    let (whole, rest) = (tenths.unsigned_abs() / TENTHS as u32, tenths.unsigned_abs() % TENTHS as u32);
    if rest == 0 { format!("{sign}{whole}") } else { format!("{sign}{whole}.{rest}") }
}

#[cfg(test)]
mod tests {
    use super::px;

    #[test]
    fn tenths_are_written_short() {
        assert_eq!([0, 5, 120, 123, -5, -120].map(px), ["0", "0.5", "12", "12.3", "-0.5", "-12"]);
    }
}
