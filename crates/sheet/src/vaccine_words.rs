//! What the pages about vaccinations say.

use crate::words::Language;

pub(crate) struct VaccineWords {
    pub given: &'static str,
    pub given_lead: &'static str,
    pub coming: &'static str,
    pub coming_lead: &'static str,
    pub person: &'static str,
    pub birth: &'static str,
    pub made: &'static str,
    pub heads: [&'static str; 4],
    pub squares: &'static str,
}

impl Language {
    pub(crate) fn vaccine(self) -> &'static VaccineWords {
        match self {
            Self::Ja => &JA,
            Self::En => &EN,
        }
    }
}

const JA: VaccineWords = VaccineWords {
    given: "予防接種の記録",
    given_lead: "本人または家族がつけた記録です。公的な証明書ではありません。原本は母子健康手帳や接種済証です。",
    coming: "これからの予定",
    coming_lead: "予防接種と子どもの健診の、きまりから計算した目安です。受ける日は、市区町村の案内とかかりつけ医に確かめてください。",
    person: "お名前",
    birth: "生年月日",
    made: "作った日",
    heads: ["日", "ワクチンと回数", "ロット番号", "受けたところ"],
    squares: "図には、お名前、生年月日、下の表の日・ワクチン・ロット番号が、文字のまま入っています。",
};

const EN: VaccineWords = VaccineWords {
    given: "Record of vaccinations",
    given_lead: "Kept by the person or the family. Not an official certificate; the originals are the maternal and child health handbook and the slips of the clinic.",
    coming: "To come",
    coming_lead: "Vaccinations and checkups of a child, worked out from the rules alone. Ask the town and the doctor which day to come.",
    person: "Name",
    birth: "Born",
    made: "Made on",
    heads: ["Day", "Vaccine and dose", "Lot", "Where"],
    squares: "The codes hold the name, the day of birth, and day, vaccine and lot of the table below, as plain text.",
};
