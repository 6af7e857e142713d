//! Room for the labels, and labels at the right end that do not cover each other.

use crate::{ChartRequest, Error, labels::width, role::Role, scale::Scale};

/// A label at the right end of a line or border.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct EndLabel {
    /// Where its middle should be, px from the top; moved by [`spread`].
    pub(crate) y: f64,
    pub(crate) text: String,
    pub(crate) role: Role,
}

/// The edges of the plot, px.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Frame {
    pub(crate) left: f64,
    pub(crate) top: f64,
    pub(crate) right: f64,
    pub(crate) bottom: f64,
}

impl Frame {
    /// The plot inside a picture, with room for the figures on the left, the time below and the labels on the right.
    pub(crate) fn of(request: &ChartRequest, ticks: &[String], ends: &[String]) -> Result<Self, Error> {
        Self::inside((request.width, request.height, request.text_px), ticks, ends)
    }

    /// The same for a picture of this width, height and text size.
    pub(crate) fn inside(
        (width_px, height_px, text_px): (u32, u32, u32),
        ticks: &[String],
        ends: &[String],
    ) -> Result<Self, Error> {
        let text = f64::from(text_px);
        let widest = |texts: &[String]| texts.iter().map(|t| width(t, text)).fold(0.0, f64::max);
        let left = (widest(ticks) + 8.0).max(24.0);
        let right = f64::from(width_px) - (widest(ends) + 10.0).max(text * 1.6);
        let bottom = f64::from(height_px) - text * 1.9;
        let frame = Self { left, top: text * 0.7, right, bottom };
        match frame.width() >= LEAST_PLOT && frame.height() >= LEAST_PLOT {
            true => Ok(frame),
            false => Err(Error::Size),
        }
    }

    pub(crate) fn width(&self) -> f64 {
        self.right - self.left
    }

    pub(crate) fn height(&self) -> f64 {
        self.bottom - self.top
    }

    /// Where a value stands, px from the top.
    pub(crate) fn y(&self, value: f64, scale: &Scale) -> f64 {
        self.bottom - (value - scale.low) / (scale.high - scale.low) * self.height()
    }
}

/// Moves labels apart so that each has `height` px, as near to where they belong as the room between `top` and `bottom`
/// allows.
pub(crate) fn spread(labels: &mut [EndLabel], height: f64, top: f64, bottom: f64) {
    labels.sort_by(|a, b| a.y.total_cmp(&b.y));
    let mut least = top;
    for label in labels.iter_mut() {
        label.y = label.y.max(least);
        least = label.y + height;
    }
    let mut most = bottom;
    for label in labels.iter_mut().rev() {
        label.y = label.y.min(most);
        most = label.y - height;
    }
}

const LEAST_PLOT: f64 = 60.0;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn labels_move_apart_and_stay_inside() {
        let label = |y: f64| EndLabel { y, text: String::new(), role: Role::TextHigh };
        let mut labels = [label(100.0), label(95.0), label(2.0), label(299.0)];
        spread(&mut labels, 18.0, 10.0, 290.0);
        // 2 is moved in to 10, 100 down to 95 + 18, 299 up to 290
        assert_eq!(labels.map(|l| l.y), [10.0, 95.0, 113.0, 290.0]);
    }
}
