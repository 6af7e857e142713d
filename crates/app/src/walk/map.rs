use std::fmt::Write;
use std::sync::OnceLock;

use henro_reference::{Dojo, Point, Ring, legs, outlines, temples};

use crate::wire::{MapAsk, MapPoint, MapView, Province, TemplePoint};
use crate::{Context, WireError};

/// The drawn map.
pub(crate) fn map(_: &Context, ask: MapAsk) -> Result<MapView, WireError> {
    static MAPS: [OnceLock<MapView>; 2] = [OnceLock::new(), OnceLock::new()];
    let [coarse, fine] = &MAPS;
    let kept = if ask.fine { fine } else { coarse };
    Ok(kept.get_or_init(|| draw(ask.fine)).clone())
}

/// Where a place stands on the map.
pub(crate) fn place((lon, lat): (f64, f64)) -> MapPoint {
    let frame = frame();
    let x = (lon - frame.west) * frame.scale * frame.squeeze;
    MapPoint { x: round(x), y: round((frame.north - lat) * frame.scale) }
}

fn draw(fine: bool) -> MapView {
    let provinces = outlines().iter().map(|outline| {
        let polygons = if fine { &outline.fine } else { &outline.small };
        let d: String = polygons.iter().flatten().map(|ring: &Ring| format!("{}Z", path(ring))).collect();
        Province { dojo: dojo_of(outline.prefecture_code).to_owned(), d }
    });
    MapView {
        height: round((frame().north - frame().south) * frame().scale),
        provinces: provinces.collect(),
        legs: legs().iter().map(|leg| path(if fine { &leg.fine } else { &leg.small })).collect(),
        temples: temples()
            .iter()
            .map(|temple| TemplePoint {
                number: temple.number,
                name: temple.name.to_owned(),
                kana: temple.kana.to_owned(),
                name_en: temple.name_en.to_owned(),
                at: place((temple.lon, temple.lat)),
                dojo: dojo_word(temple.dojo).to_owned(),
            })
            .collect(),
        credits: vec![
            "© OpenStreetMap contributors（ODbL）".to_owned(),
            "国土数値情報（行政区域データ）（国土交通省）を加工して作成".to_owned(),
        ],
    }
}

fn path(points: &[Point]) -> String {
    let mut d = String::with_capacity(points.len() * 12);
    for (nth, point) in points.iter().enumerate() {
        let at = place(point.degrees());
        let letter = if nth == 0 { 'M' } else { 'L' };
        let _ = write!(d, "{letter}{} {}", at.x, at.y);
    }
    d
}

/// `awa`, `tosa`, `iyo`, `sanuki`.
pub(crate) fn dojo_word(dojo: Dojo) -> &'static str {
    match dojo {
        Dojo::Awa => "awa",
        Dojo::Tosa => "tosa",
        Dojo::Iyo => "iyo",
        Dojo::Sanuki => "sanuki",
    }
}

fn dojo_of(prefecture: u8) -> &'static str {
    match prefecture {
        36 => "awa",
        37 => "sanuki",
        38 => "iyo",
        _ => "tosa",
    }
}

struct Frame {
    west: f64,
    north: f64,
    south: f64,
    scale: f64,
    squeeze: f64,
}

/// An equirectangular frame round the four prefectures, 1000 units wide: true to scale at its middle latitude.
fn frame() -> &'static Frame {
    static FRAME: OnceLock<Frame> = OnceLock::new();
    FRAME.get_or_init(|| {
        let mut edge = (f64::MAX, f64::MIN, f64::MAX, f64::MIN);
        for point in outlines().iter().flat_map(|outline| &outline.small).flatten().flatten() {
            let (lon, lat) = point.degrees();
            edge = (edge.0.min(lon), edge.1.max(lon), edge.2.min(lat), edge.3.max(lat));
        }
        let (west, east, south, north) = (edge.0 - MARGIN, edge.1 + MARGIN, edge.2 - MARGIN, edge.3 + MARGIN);
        let squeeze = ((south + north) / 2.0).to_radians().cos();
        Frame { west, north, south, scale: 1000.0 / ((east - west) * squeeze), squeeze }
    })
}

fn round(value: f64) -> f64 {
    (value * 10.0).round() / 10.0
}

/// Sea around the islands, degrees.
const MARGIN: f64 = 0.03;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_temple_lies_inside_the_frame() {
        let map = draw(false);
        assert_eq!((map.provinces.len(), map.legs.len(), map.temples.len()), (4, 88, 88));
        for temple in &map.temples {
            assert!((0.0..=1000.0).contains(&temple.at.x) && (0.0..=map.height).contains(&temple.at.y));
        }
    }

    #[test]
    fn the_map_is_true_to_scale_in_its_middle() {
        // One degree of latitude and 1 / cos(33.5°) degrees of longitude are the same length on the ground.
        let start = place((133.5, 33.5));
        let north = place((133.5, 34.5));
        let east = place((133.5 + 1.0 / 33.5_f64.to_radians().cos(), 33.5));
        let ratio = (east.x - start.x) / (start.y - north.y);
        assert!((ratio - 1.0).abs() < 0.01, "{ratio}");
    }
}
