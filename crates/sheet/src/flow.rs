//! Things one below the other, from the top of the page to its foot.

use crate::canvas::{Canvas, Ink};
use crate::error::Fault;
use crate::lines::lines;
use crate::page::{HEIGHT, MARGIN, WIDTH};

/// A page being filled from the top.
pub(crate) struct Flow<'c, 'a, 'b> {
    /// For what stands beside the flow.
    pub canvas: &'c mut Canvas<'a, 'b>,
    /// How far down the page is filled.
    pub y: f32,
    /// Type of the sentences.
    pub body: f32,
}

impl<'c, 'a, 'b> Flow<'c, 'a, 'b> {
    pub(crate) fn new(canvas: &'c mut Canvas<'a, 'b>, body: f32) -> Self {
        Self { canvas, y: TOP, body }
    }

    /// Room of this height, from the answered y downwards.
    ///
    /// # Errors
    /// The page is full.
    pub(crate) fn room(&mut self, height: f32) -> Result<f32, Fault> {
        let top = self.y;
        self.y += height;
        if self.y <= HEIGHT - TOP { Ok(top) } else { Err(Fault::Full) }
    }

    /// Leaves white so that what is still to come, this high, ends at the foot of the page.
    pub(crate) fn leave_foot(&mut self, height: f32) {
        self.y = self.y.max(HEIGHT - TOP - height);
    }

    /// A headline in one line, shrunk to the page.
    pub(crate) fn headline(&mut self, size: f32, text: &str) -> Result<(), Fault> {
        let size = self.canvas.face.fitting(text, size, INNER);
        let top = self.room(size * 1.4)?;
        self.canvas.heavy(MARGIN, top + size, size, text);
        Ok(())
    }

    /// A text in as many lines as it takes, `indent` from the left and `short` from the right.
    pub(crate) fn paragraph(&mut self, size: f32, indent: f32, short: f32, text: &str) -> Result<(), Fault> {
        for line in lines(&self.canvas.face, text, size, INNER - indent - short) {
            let top = self.room(size * 1.42)?;
            self.canvas.text(MARGIN + indent, top + size * 1.1, size, &line);
        }
        Ok(())
    }

    /// A list; `marks` are the numbers or dots before its items.
    pub(crate) fn list<'m>(
        &mut self,
        size: f32,
        short: f32,
        marks: impl Iterator<Item = &'m str>,
        items: &[&str],
    ) -> Result<(), Fault> {
        for (mark, item) in marks.zip(items) {
            self.canvas.text(MARGIN + size * 0.4, self.y + size * 1.1, size, mark);
            self.paragraph(size, size * 1.9, short, item)?;
        }
        Ok(())
    }

    /// A line to cut along, from edge to edge, with a word in its middle.
    pub(crate) fn cut(&mut self, word: &str) -> Result<(), Fault> {
        let top = self.room(26.0)?;
        let half = self.canvas.face.width(word, 9.0) / 2.0 + 6.0;
        let middle = WIDTH / 2.0;
        self.canvas.line((12.0, top + 11.0), (middle - half, top + 11.0), Ink::Cut);
        self.canvas.line((middle + half, top + 11.0), (WIDTH - 12.0, top + 11.0), Ink::Cut);
        self.canvas.text(middle - half + 6.0, top + 14.0, 9.0, word);
        Ok(())
    }

    /// A name before something written in, or before a line for the pen.
    pub(crate) fn blank(
        &mut self,
        size: f32,
        left: f32,
        right: f32,
        name: &str,
        value: Option<&str>,
    ) -> Result<(), Fault> {
        let top = self.room(size * 2.1)?;
        let foot = top + size * 1.4;
        let start = MARGIN + left + self.canvas.face.width(name, size) + 8.0;
        let end = WIDTH - MARGIN - right;
        self.canvas.text(MARGIN + left, foot, size, name);
        if let Some(value) = value {
            let size = self.canvas.face.fitting(value, size, end - start - 4.0);
            self.canvas.text(start + 2.0, foot, size, value);
        }
        self.canvas.line((start, foot + 4.0), (end, foot + 4.0), Ink::Thin);
        Ok(())
    }
}

/// White above and below: 14 mm.
pub(crate) const TOP: f32 = 40.0;

/// The width between the margins.
pub(crate) const INNER: f32 = WIDTH - 2.0 * MARGIN;
