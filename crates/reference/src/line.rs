/// A point on the map in 1e-5 degrees, WGS84.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Point {
    /// Longitude, 1e-5 degrees east.
    pub lon_e5: i32,
    /// Latitude, 1e-5 degrees north.
    pub lat_e5: i32,
}

impl Point {
    /// Longitude and latitude in degrees.
    pub fn degrees(self) -> (f64, f64) {
        (f64::from(self.lon_e5) / 1e5, f64::from(self.lat_e5) / 1e5)
    }

    /// Distance in metres, on a plane that touches the earth here: good to 0.1 % within a leg.
    pub fn metres_to(self, other: Point) -> f64 {
        let (lon, lat) = self.degrees();
        let (lon_there, lat_there) = other.degrees();
        let east = (lon_there - lon) * ((lat + lat_there) / 2.0).to_radians().cos();
        east.hypot(lat_there - lat) * METRES_PER_DEGREE
    }
}

/// Reads a line whose first point is whole and whose later points are differences.
pub(crate) fn read_line(text: &str) -> Option<Vec<Point>> {
    let mut points = Vec::with_capacity(text.len() / 8);
    let mut here = Point { lon_e5: 0, lat_e5: 0 };
    let mut numbers = text.split(' ');
    while let Some(lon) = numbers.next() {
        here.lon_e5 = here.lon_e5.checked_add(lon.parse().ok()?)?;
        here.lat_e5 = here.lat_e5.checked_add(numbers.next()?.parse().ok()?)?;
        points.push(here);
    }
    points.shrink_to_fit();
    Some(points)
}

/// The point at this part of a line's length, as longitude and latitude in degrees.
pub(crate) fn along(line: &[Point], fraction: f64) -> Option<(f64, f64)> {
    let steps = || line.iter().zip(line.iter().skip(1));
    let whole: f64 = steps().map(|(a, b)| a.metres_to(*b)).sum();
    let fraction = if fraction.is_nan() { 0.0 } else { fraction.clamp(0.0, 1.0) };
    if fraction >= 1.0 {
        return line.last().map(|end| end.degrees());
    }
    let mut left = whole * fraction;
    for (from, to) in steps() {
        let step = from.metres_to(*to);
        if left < step {
            let (part, (lon, lat), (lon_to, lat_to)) = (left / step, from.degrees(), to.degrees());
            return Some((lon + (lon_to - lon) * part, lat + (lat_to - lat) * part));
        }
        left -= step;
    }
    line.last().map(|end| end.degrees())
}

/// Length of one degree of a great circle on a sphere of 6,371 km.
const METRES_PER_DEGREE: f64 = 111_194.93;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_is_read_from_its_differences() {
        let line = read_line("13450297 3415947 -45 12 -7 -63").unwrap();
        let seen: Vec<_> = line.iter().map(|point| point.degrees()).collect();
        assert_eq!(seen, [(134.50297, 34.15947), (134.50252, 34.15959), (134.50245, 34.15896)]);
    }

    #[test]
    fn a_broken_line_is_refused() {
        for text in ["", "1", "1 2 3", "a b", "2147483647 0 1 0"] {
            assert!(read_line(text).is_none(), "{text}");
        }
    }

    #[test]
    fn one_degree_of_latitude_is_111_km() {
        let (south, north) = (Point { lon_e5: 0, lat_e5: 0 }, Point { lon_e5: 0, lat_e5: 100_000 });
        assert!((south.metres_to(north) - 111_195.0).abs() < 1.0, "6,371 km x pi / 180");
    }

    #[test]
    fn half_way_along_a_bent_line_is_its_corner() {
        let line = read_line("0 0 1000 0 0 1000").unwrap();
        let (lon, lat) = along(&line, 0.5).unwrap();
        assert!((lon - 0.01).abs() < 1e-6 && lat.abs() < 1e-6, "two steps of about the same length");
        assert_eq!(along(&line, f64::NAN), Some((0.0, 0.0)));
        assert_eq!(along(&line, 7.0), Some((0.01, 0.01)));
        assert_eq!(along(&[], 0.5), None);
    }
}
