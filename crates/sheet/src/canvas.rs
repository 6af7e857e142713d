//! Ink on one page: text, lines, boxes, a QR code. Points (1/72 inch) from the upper left corner.

use crate::font::Face;
use krilla::color::luma;
use krilla::geom::{Path, PathBuilder, Point, Rect};
use krilla::num::NormalizedF32;
use krilla::paint::{Fill, Stroke, StrokeDash};
use krilla::surface::Surface;
use krilla::text::{Font, GlyphId, KrillaGlyph};
use qrcodegen::QrCode;

/// How a line is drawn.
#[derive(Clone, Copy)]
pub(crate) enum Ink {
    /// For writing on, and around boxes.
    Thin,
    /// Where to cut.
    Cut,
}

/// A page being drawn.
pub(crate) struct Canvas<'a, 'b> {
    surface: &'a mut Surface<'b>,
    font: Font,
    /// To measure with before drawing.
    pub face: Face,
}

impl<'a, 'b> Canvas<'a, 'b> {
    pub(crate) fn new(surface: &'a mut Surface<'b>, font: Font) -> Self {
        Self { surface, font, face: Face::new() }
    }

    /// One line of text; `y` is its foot.
    pub(crate) fn text(&mut self, x: f32, y: f32, size: f32, text: &str) {
        self.surface.set_fill(Some(black()));
        self.surface.set_stroke(None);
        self.glyphs(x, y, size, None, text);
    }

    /// Digits of a code, heavy, each in the middle of `pitch`.
    pub(crate) fn digits(&mut self, x: f32, y: f32, size: f32, pitch: f32, digits: &str) {
        self.surface.set_fill(Some(black()));
        self.surface.set_stroke(Some(stroke(size * 0.025, None)));
        self.glyphs(x, y, size, Some(pitch / size), digits);
        self.surface.set_stroke(None);
    }

    /// A headline: the same letters with a rim, as the font has one weight.
    pub(crate) fn heavy(&mut self, x: f32, y: f32, size: f32, text: &str) {
        self.surface.set_fill(Some(black()));
        self.surface.set_stroke(Some(stroke(size * 0.035, None)));
        self.glyphs(x, y, size, None, text);
        self.surface.set_stroke(None);
    }

    /// A straight line.
    pub(crate) fn line(&mut self, from: (f32, f32), to: (f32, f32), ink: Ink) {
        let mut path = PathBuilder::new();
        path.move_to(from.0, from.1);
        path.line_to(to.0, to.1);
        self.outline(path.finish(), ink);
    }

    /// An empty box.
    pub(crate) fn frame(&mut self, x: f32, y: f32, width: f32, height: f32) {
        let mut path = PathBuilder::new();
        if let Some(rect) = Rect::from_xywh(x, y, width, height) {
            path.push_rect(rect);
        }
        self.outline(path.finish(), Ink::Thin);
    }

    /// A QR code of this width, its white rim not counted: leave four modules around it.
    pub(crate) fn qr(&mut self, x: f32, y: f32, width: f32, code: &QrCode) {
        let module = width / code.size() as f32;
        let mut path = PathBuilder::new();
        for row in 0..code.size() {
            // Black modules side by side are one bar, so that no hairline shows between them.
            let mut start = None;
            for column in 0..=code.size() {
                match (start, code.get_module(column, row)) {
                    (None, true) => start = Some(column),
                    (Some(first), false) => {
                        let (left, top) = (x + first as f32 * module, y + row as f32 * module);
                        let bar = Rect::from_xywh(left, top, (column - first) as f32 * module, module);
                        bar.into_iter().for_each(|bar| path.push_rect(bar));
                        start = None;
                    }
                    _ => {}
                }
            }
        }
        self.surface.set_stroke(None);
        self.surface.set_fill(Some(black()));
        if let Some(path) = path.finish() {
            self.surface.draw_path(&path);
        }
    }

    fn glyphs(&mut self, x: f32, y: f32, size: f32, pitch: Option<f32>, text: &str) {
        let glyphs: Vec<KrillaGlyph> = text
            .char_indices()
            .map(|(at, letter)| {
                let id = GlyphId::new(self.face.glyph(letter).to_u32());
                let width = self.face.letter(letter);
                let pitch = pitch.unwrap_or(width);
                let aside = (pitch - width) / 2.0;
                KrillaGlyph::new(id, pitch, aside, 0.0, 0.0, at..at + letter.len_utf8(), None)
            })
            .collect();
        self.surface.draw_glyphs(Point::from_xy(x, y), &glyphs, self.font.clone(), text, size, false);
    }

    fn outline(&mut self, path: Option<Path>, ink: Ink) {
        self.surface.set_fill(None);
        self.surface.set_stroke(Some(match ink {
            Ink::Thin => stroke(0.7, None),
            Ink::Cut => stroke(0.9, Some(StrokeDash { array: vec![5.0, 4.0], offset: 0.0 })),
        }));
        if let Some(path) = path {
            self.surface.draw_path(&path);
        }
        self.surface.set_stroke(None);
    }
}

fn black() -> Fill {
    Fill { paint: luma::Color::black().into(), opacity: NormalizedF32::ONE, rule: Default::default() }
}

fn stroke(width: f32, dash: Option<StrokeDash>) -> Stroke {
    Stroke { paint: luma::Color::black().into(), width, dash, ..Stroke::default() }
}
