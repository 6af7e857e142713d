use plotters::style::RGBColor;
use plotters_backend::BackendColor;

/// What a mark is. Its number travels as the red part of a marker colour, the number of a point as green and blue.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Role {
    BandHigh,
    BandGoal,
    BorderHigh,
    BorderHighDashed,
    BorderGoal,
    BorderGoalDashed,
    Grid,
    Axis,
    Line1,
    Line2,
    Point1,
    Point2,
    Bar1,
    Bar2,
    Box1,
    Box2,
    TextY,
    TextX,
    TextHigh,
    TextGoal,
    TextEnd1,
    TextEnd2,
    CentileArea,
    Centile,
    CentileEdge,
    CentileMiddle,
    TextCentile,
}

impl Role {
    const ALL: [Role; 27] = [
        Role::BandHigh,
        Role::BandGoal,
        Role::BorderHigh,
        Role::BorderHighDashed,
        Role::BorderGoal,
        Role::BorderGoalDashed,
        Role::Grid,
        Role::Axis,
        Role::Line1,
        Role::Line2,
        Role::Point1,
        Role::Point2,
        Role::Bar1,
        Role::Bar2,
        Role::Box1,
        Role::Box2,
        Role::TextY,
        Role::TextX,
        Role::TextHigh,
        Role::TextGoal,
        Role::TextEnd1,
        Role::TextEnd2,
        Role::CentileArea,
        Role::Centile,
        Role::CentileEdge,
        Role::CentileMiddle,
        Role::TextCentile,
    ];

    /// The marker colour of this role.
    pub(crate) fn colour(self) -> RGBColor {
        RGBColor(self as u8, 0, 0)
    }

    /// The marker colour of this role's point number `index`.
    pub(crate) fn point(self, index: u16) -> RGBColor {
        let [high, low] = index.to_be_bytes();
        RGBColor(self as u8, high, low)
    }

    /// The role and point number of a marker colour.
    pub(crate) fn of(colour: BackendColor) -> Option<(Role, usize)> {
        let (role, high, low) = colour.rgb;
        let role = Self::ALL.get(usize::from(role)).copied()?;
        Some((role, usize::from(u16::from_be_bytes([high, low]))))
    }

    /// Which series the points of this role belong to.
    pub(crate) fn series(self) -> Option<usize> {
        match self {
            Self::Point1 | Self::Bar1 => Some(0),
            Self::Point2 | Self::Bar2 => Some(1),
            _ => None,
        }
    }

    /// The attributes of the element, without geometry. `id` is the chart's id prefix.
    pub(crate) fn attributes(self, id: &str) -> String {
        let plain = match self {
            Self::BandHigh => return format!(r#"class="band high" fill="url(#{id}-hatch)""#),
            Self::BandGoal => r#"class="band goal" fill="var(--band-goal)""#,
            Self::BorderHigh => r#"class="border high" stroke="var(--warn)" stroke-width="1.8""#,
            Self::BorderHighDashed => {
                r#"class="border high" stroke="var(--warn)" stroke-width="1.8" stroke-dasharray="6 4""#
            }
            Self::BorderGoal => r#"class="border goal" stroke="var(--ok)" stroke-width="1.8""#,
            Self::BorderGoalDashed => {
                r#"class="border goal" stroke="var(--ok)" stroke-width="1.8" stroke-dasharray="6 4""#
            }
            Self::Grid => r#"class="grid" stroke="var(--grid)""#,
            Self::Axis => r#"class="axis" stroke="var(--edge)" stroke-width="1.5""#,
            Self::Line1 => {
                r#"class="line s1" fill="none" stroke="var(--series-1)" stroke-width="3.2" stroke-linejoin="round" stroke-linecap="round""#
            }
            Self::Line2 => {
                r#"class="line s2" fill="none" stroke="var(--series-2)" stroke-width="3.2" stroke-linejoin="round" stroke-linecap="round""#
            }
            Self::Point1 => r#"class="pt s1" fill="var(--series-1)""#,
            Self::Point2 => r#"class="pt s2" fill="var(--sheet)" stroke="var(--series-2)" stroke-width="2""#,
            Self::Bar1 => r#"class="pt bar s1" fill="var(--series-1)""#,
            Self::Bar2 => {
                r#"class="pt bar s2" fill="var(--sheet)" stroke="var(--series-2)" stroke-width="2""#
            }
            Self::Box1 => {
                r#"class="box s1" fill="var(--series-1)" fill-opacity=".14" stroke="var(--series-1)" stroke-width="1.5""#
            }
            Self::Box2 => {
                r#"class="box s2" fill="var(--series-2)" fill-opacity=".14" stroke="var(--series-2)" stroke-width="1.5""#
            }
            Self::TextY => r#"class="y" fill="var(--ink-2)" text-anchor="end""#,
            Self::TextX => r#"class="x" fill="var(--ink-2)" text-anchor="middle""#,
            Self::TextHigh => r#"class="lim high" fill="var(--warn)" font-weight="700""#,
            Self::TextGoal => r#"class="lim goal" fill="var(--ok)" font-weight="700""#,
            Self::TextEnd1 => r#"class="end s1" fill="var(--series-1)" font-weight="700""#,
            Self::TextEnd2 => r#"class="end s2" fill="var(--ink)" font-weight="700""#,
            Self::CentileArea => r#"class="centiles" fill="var(--sheet-2)""#,
            Self::Centile => r#"class="centile" fill="none" stroke="var(--edge)" stroke-width="1""#,
            Self::CentileEdge => {
                r#"class="centile edge" fill="none" stroke="var(--ink-2)" stroke-width="1.5" stroke-dasharray="6 4""#
            }
            Self::CentileMiddle => {
                r#"class="centile middle" fill="none" stroke="var(--ink-2)" stroke-width="2""#
            }
            Self::TextCentile => r#"class="lim centile" fill="var(--ink-2)""#,
        };
        plain.to_owned()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_role_comes_back_from_its_marker_colour() {
        for (number, role) in Role::ALL.into_iter().enumerate() {
            assert_eq!(role as usize, number);
            let RGBColor(r, g, b) = role.point(513);
            assert_eq!(Role::of(BackendColor { alpha: 1.0, rgb: (r, g, b) }), Some((role, 513)));
        }
        assert_eq!(Role::of(BackendColor { alpha: 1.0, rgb: (27, 0, 0) }), None);
    }
}
