use henro_reference::{Pagoda, Sect, Setting, Tree, legs, temple as row};

use super::map::dojo_word;
use crate::wire::*;
use crate::{Code, Context, WireError};

/// The page of a temple, with this person's arrivals.
pub(crate) fn temple(ctx: &Context, ask: TempleAsk) -> Result<TempleView, WireError> {
    let temple = row(ask.number).ok_or(Code::RequestInvalid)?;
    let stamps = ctx.with_open(|open, now| {
        let here = open.walk(now.today)?.stamps.iter().filter(|stamp| stamp.temple == ask.number);
        Ok(here.cloned().collect())
    })?;
    let km = |to: bool| {
        let leg = legs().iter().find(|leg| if to { leg.to == ask.number } else { leg.from == ask.number });
        leg.map_or(0.0, |leg| leg.walk_km.as_f64())
    };
    let scene = temple.scene;
    Ok(TempleView {
        number: temple.number,
        name: temple.name.to_owned(),
        kana: temple.kana.to_owned(),
        name_en: temple.name_en.to_owned(),
        mountain: temple.mountain.to_owned(),
        mountain_kana: temple.mountain_kana.to_owned(),
        mountain_en: temple.mountain_en.to_owned(),
        principal_image: temple.image.to_owned(),
        principal_image_en: temple.image_en.to_owned(),
        sect: sect(scene.sect).to_owned(),
        prefecture: temple.prefecture.to_owned(),
        municipality: temple.municipality.to_owned(),
        municipality_en: temple.municipality_en.to_owned(),
        dojo: dojo_word(temple.dojo).to_owned(),
        elevation_m: temple.elevation_m.map(u32::from),
        km_from_previous: km(true),
        km_to_next: km(false),
        scene: TempleScene {
            setting: setting(scene.setting).to_owned(),
            pagoda: pagoda(scene.pagoda).to_owned(),
            gate: scene.gate,
            bell: scene.bell,
            sea: scene.sea,
            tree: match scene.tree {
                Tree::Pine => "pine",
                Tree::Cedar => "cedar",
            }
            .to_owned(),
        },
        stamps,
    })
}

fn sect(sect: Sect) -> &'static str {
    match sect {
        Sect::Shingon => "shingon",
        Sect::Tendai => "tendai",
        Sect::TendaiJimon => "tendai_jimon",
        Sect::Rinzai => "rinzai",
        Sect::Soto => "soto",
        Sect::Ji => "ji",
    }
}

fn setting(setting: Setting) -> &'static str {
    match setting {
        Setting::Mountain => "mountain",
        Setting::Hill => "hill",
        Setting::Town => "town",
        Setting::Coast => "coast",
        Setting::River => "river",
    }
}

fn pagoda(pagoda: Pagoda) -> &'static str {
    match pagoda {
        Pagoda::None => "none",
        Pagoda::TwoStorey => "two",
        Pagoda::ThreeStorey => "three",
        Pagoda::FiveStorey => "five",
    }
}
