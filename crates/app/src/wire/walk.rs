use henro_domain::Day;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Which way round.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum WalkDirection {
    /// 順打ち: 1, 2, … 88.
    Forward,
    /// 逆打ち: 88, 87, … 1.
    Backward,
}

/// How the person walks. Changing it only changes how the same steps are laid along the road.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct WalkSettings {
    /// Which way round the first round goes, and all others up to the first turn.
    pub direction: WalkDirection,
    /// Steps from this day on count; all when left out.
    pub start: Option<Day>,
    /// Rounds from which on the way is another, in rising order; at most 1,000. Rounds before a turn stay as walked.
    #[serde(default)]
    pub turns: Vec<WalkTurn>,
}

/// From this round on, up to the next turn, the person walks this way.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct WalkTurn {
    /// Round, from 2.
    pub round: u32,
    /// Which way.
    pub direction: WalkDirection,
}

/// The pilgrimage as it stands.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct WalkView {
    /// How the person walks.
    pub settings: WalkSettings,
    /// Round, from 1.
    pub round: u32,
    /// Which way this round goes.
    pub direction: WalkDirection,
    /// Which way the next round will go. The other way, it begins where this one ends.
    pub next_direction: WalkDirection,
    /// Days since the start, from 1; 0 before any step.
    pub day_number: u32,
    /// Metres walked in this round.
    pub metres: u64,
    /// Metres of this round; with the way home only if the next goes the same way.
    pub round_metres: u64,
    /// Metres walked in all.
    pub total_metres: u64,
    /// Temple last reached in this round; 0 before the first step.
    pub from_temple: u8,
    /// Next temple.
    pub next_temple: u8,
    /// Metres to it.
    pub metres_left: u32,
    /// Days to it at the pace of the last 14 days.
    pub days_left: Option<u32>,
    /// 0..=1 of the way between the two.
    pub fraction: f64,
    /// Where the pilgrim stands on the map, in map units.
    pub at: MapPoint,
    /// Stamps, oldest first.
    pub stamps: Vec<Stamp>,
    /// Days of 結願.
    pub completed: Vec<Day>,
    /// A height or stride is missing: the stride of a height of 160 cm is used.
    pub stride_guessed: bool,
}

/// A stamp of the book.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct Stamp {
    /// 1..=88.
    pub temple: u8,
    /// Name.
    pub name: String,
    /// Round, from 1.
    pub round: u32,
    /// Day of arrival.
    pub day: Day,
}

/// A point of the drawn map: x to the right, y down, map 1000 wide.
#[derive(Debug, Clone, Copy, Serialize, Deserialize, JsonSchema)]
pub struct MapPoint {
    /// 0..=1000.
    pub x: f64,
    /// 0..=`height`.
    pub y: f64,
}

/// Asks for the map.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct MapAsk {
    /// Finer lines for a closer look.
    pub fine: bool,
}

/// The drawn map of Shikoku.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct MapView {
    /// Height in map units; the width is 1000.
    pub height: f64,
    /// The four prefectures as SVG path data.
    pub provinces: Vec<Province>,
    /// The 88 legs, from temple to temple and home: `d` of an SVG path.
    pub legs: Vec<String>,
    /// The 88 temples.
    pub temples: Vec<TemplePoint>,
    /// Credits that must stand beside the map.
    pub credits: Vec<String>,
}

/// One of the four 道場.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct Province {
    /// `awa`, `tosa`, `iyo`, `sanuki`.
    pub dojo: String,
    /// SVG path data.
    pub d: String,
}

/// A temple on the map.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct TemplePoint {
    /// 1..=88.
    pub number: u8,
    /// Name.
    pub name: String,
    /// Reading in hiragana.
    pub kana: String,
    /// English name with macrons.
    pub name_en: String,
    /// Where.
    pub at: MapPoint,
    /// `awa`, `tosa`, `iyo`, `sanuki`.
    pub dojo: String,
}

/// Asks for a temple.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct TempleAsk {
    /// 1..=88.
    pub number: u8,
}

/// The page of a temple.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct TempleView {
    /// 1..=88.
    pub number: u8,
    /// Name.
    pub name: String,
    /// Reading in hiragana.
    pub kana: String,
    /// English name with macrons.
    pub name_en: String,
    /// 山号.
    pub mountain: String,
    /// Its reading.
    pub mountain_kana: String,
    /// English 山号.
    pub mountain_en: String,
    /// 本尊.
    pub principal_image: String,
    /// English 本尊.
    pub principal_image_en: String,
    /// School: `shingon`, `tendai`, `tendai_jimon`, `rinzai`, `soto`, `ji`.
    pub sect: String,
    /// Prefecture.
    pub prefecture: String,
    /// Town.
    pub municipality: String,
    /// English town.
    pub municipality_en: String,
    /// `awa`, `tosa`, `iyo`, `sanuki`.
    pub dojo: String,
    /// Metres above the sea.
    pub elevation_m: Option<u32>,
    /// Kilometres from the temple before.
    pub km_from_previous: f64,
    /// Kilometres to the temple after.
    pub km_to_next: f64,
    /// What the drawing may show.
    pub scene: TempleScene,
    /// Arrivals of this person, oldest first.
    pub stamps: Vec<Stamp>,
}

/// What stands at a temple, as far as it is known for sure; what is not sure is not drawn.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct TempleScene {
    /// `mountain`, `hill`, `town`, `coast`, `river`.
    pub setting: String,
    /// `none`, `two`, `three`, `five` storeys.
    pub pagoda: String,
    /// A gate.
    pub gate: bool,
    /// A bell.
    pub bell: bool,
    /// The sea can be seen.
    pub sea: bool,
    /// `pine` or `cedar`.
    pub tree: String,
}
