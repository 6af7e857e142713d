//! One A4 page as a PDF file.

use crate::canvas::Canvas;
use crate::error::Fault;
use crate::flow::Flow;
use crate::font::BYTES;
use crate::words::Language;
use krilla::Document;
use krilla::metadata::Metadata;
use krilla::page::PageSettings;
use krilla::text::Font;

/// Draws a page and answers the PDF. `title` says what kind of page it is and goes into the metadata; the day does
/// not, as it could only stand there with a time of day. `body` is the size of the type of the sentences.
pub(crate) fn page(
    language: Language,
    title: &str,
    body: f32,
    draw: impl FnOnce(&mut Flow<'_, '_, '_>) -> Result<(), Fault>,
) -> Result<Vec<u8>, Fault> {
    let mut draw = Some(draw);
    pages(language, title, body, |flow| match draw.take() {
        Some(draw) => draw(flow).map(|()| false),
        None => Ok(false),
    })
}

/// The same for as many pages as `draw` asks for: it is called again, with a new page, while it answers true.
pub(crate) fn pages(
    language: Language,
    title: &str,
    body: f32,
    mut draw: impl FnMut(&mut Flow<'_, '_, '_>) -> Result<bool, Fault>,
) -> Result<Vec<u8>, Fault> {
    let font = Font::new(BYTES.into(), 0).ok_or(Fault::Write)?;
    let mut document = Document::new();
    document.set_metadata(
        Metadata::new()
            .title(title.to_owned())
            .language(language.tag().to_owned())
            .creator("Henro".to_owned()),
    );
    for _ in 0..MOST_PAGES {
        let mut page = document.start_page_with(PageSettings::from_wh(WIDTH, HEIGHT).ok_or(Fault::Write)?);
        let mut surface = page.surface();
        let mut canvas = Canvas::new(&mut surface, font.clone());
        let more = draw(&mut Flow::new(&mut canvas, body))?;
        surface.finish();
        page.finish();
        if !more {
            return document.finish().map_err(|_| Fault::Write);
        }
    }
    Err(Fault::Full)
}

/// 4,000 lines of one letter each.
const MOST_PAGES: usize = 100;
/// A4: 210 x 297 mm.
pub(crate) const WIDTH: f32 = 595.28;
pub(crate) const HEIGHT: f32 = 841.89;
/// White on every side: 18 mm, more than any printer cuts off.
pub(crate) const MARGIN: f32 = 51.0;
