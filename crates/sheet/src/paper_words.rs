//! What the papers with questions say.

use crate::words::Language;

pub(crate) struct PaperWords {
    pub person: &'static str,
    pub birth: &'static str,
    pub what: &'static str,
    pub day: &'static str,
    pub lead: &'static str,
    pub mark: &'static str,
    pub pen: &'static str,
    pub vaccination: &'static [&'static str],
    pub checkup: &'static [&'static str],
    pub squares: &'static str,
    pub edition: &'static str,
}

impl Language {
    pub(crate) fn paper(self) -> &'static PaperWords {
        match self {
            Self::Ja => &JA,
            Self::En => &EN,
        }
    }
}

const JA: PaperWords = PaperWords {
    person: "お名前",
    birth: "生年月日",
    what: "受けるもの",
    day: "受ける日",
    lead: "本人または家族が書いたものです。市区町村や医療機関の用紙があるときは、その用紙に写してください。",
    mark: "●は、医師に話すところです。",
    pen: "手で書くところ",
    vaccination: &[
        "医師の判断（受けられる・見合わせる）",
        "医師の署名",
        "保護者・本人の署名（説明を聞いて、受けることを希望します）",
        "ワクチンとロット番号・量",
        "受けたところ・日",
    ],
    checkup: &["書いた人の名前と続柄", "気になること"],
    squares: "図には、お名前、生年月日、受けるもの、答えが、文字のまま入っています。話すところが先です。",
    edition: "問いの版",
};

const EN: PaperWords = PaperWords {
    person: "Name",
    birth: "Born",
    what: "For",
    day: "Day",
    lead: "Written by the person or the family. Where the town or the clinic has a paper of its own, copy it there.",
    mark: "● is what to talk about with the doctor.",
    pen: "By hand",
    vaccination: &[
        "Doctor: may be given / to be put off",
        "Signature of the doctor",
        "Signature of the parent or person (wishes it after hearing about it)",
        "Vaccine, lot, amount",
        "Place and day",
    ],
    checkup: &["Written by", "Worries"],
    squares: "The codes hold the name, the day of birth, what for, and the answers, as plain text; what to talk about comes first.",
    edition: "Edition of the questions",
};
