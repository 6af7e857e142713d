//! What the pages say, in both languages. Short sentences, words of every day.

use henro_domain::{Day, RoughDay};

/// The language of a page.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Language {
    /// Japanese.
    Ja,
    /// English.
    En,
}

/// What a code opens by itself. The page must say what the record does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Opens {
    /// The code stands for the card; the password is asked for as well.
    WithPassword,
    /// The code is enough.
    Alone,
}

impl Language {
    /// For the metadata, after BCP 47.
    pub(crate) fn tag(self) -> &'static str {
        match self {
            Self::Ja => "ja",
            Self::En => "en",
        }
    }

    /// A day as people write it.
    pub(crate) fn day(self, day: Day) -> String {
        match self {
            Self::Ja => format!("{}年{}月{}日", day.year(), day.month(), day.day_of_month()),
            Self::En => format!("{} {}", day.day_of_month(), day.date().format("%B %Y")),
        }
    }

    /// No more than is known: 2015年頃.
    pub(crate) fn rough(self, day: RoughDay) -> String {
        match (self, day) {
            (_, RoughDay::Day(day)) => self.day(day),
            (Self::Ja, RoughDay::Year(year)) => format!("{year}年頃"),
            (Self::En, RoughDay::Year(year)) => format!("about {year}"),
            (Self::Ja, RoughDay::Month(year, month)) => format!("{year}年{month}月頃"),
            (Self::En, RoughDay::Month(..)) => format!("about {}", day.first().date().format("%B %Y")),
        }
    }

    pub(crate) fn kit(self) -> &'static KitWords {
        match self {
            Self::Ja => &KIT_JA,
            Self::En => &KIT_EN,
        }
    }

    pub(crate) fn share(self) -> &'static ShareWords {
        match self {
            Self::Ja => &SHARE_JA,
            Self::En => &SHARE_EN,
        }
    }

    pub(crate) fn gift(self) -> GiftWords {
        match self {
            Self::Ja => GiftWords { title: "手紙", dear: ("", " さんへ") },
            Self::En => GiftWords { title: "A letter", dear: ("Dear ", ",") },
        }
    }

    pub(crate) fn cover(self) -> &'static CoverWords {
        match self {
            Self::Ja => &COVER_JA,
            Self::En => &COVER_EN,
        }
    }
}

pub(crate) struct GiftWords {
    pub title: &'static str,
    pub dear: (&'static str, &'static str),
}

pub(crate) struct KitWords {
    pub title: &'static str,
    pub lead: &'static str,
    pub with_password: &'static str,
    pub alone: &'static str,
    pub qr: &'static str,
    pub person: &'static str,
    pub made: &'static str,
    pub keep: (&'static str, &'static [&'static str]),
    pub using: (&'static str, &'static [&'static str]),
    pub lost: (&'static str, &'static [&'static str]),
    pub cut: &'static str,
    pub note: &'static str,
    pub note_lead: &'static str,
    pub kept_at: &'static str,
    pub kept_on: &'static str,
}

const KIT_JA: KitWords = KitWords {
    title: "復旧シート",
    lead: "この紙は、パスワードを忘れたときや、カードをなくしたときに、Henro の記録を開き直すためのものです。",
    with_password: "この番号とパスワードの両方がそろうと開きます。",
    alone: "この番号だけで開きます。通帳と同じように大切にしてください。",
    qr: "左の図には、同じ番号が入っています。",
    person: "お名前",
    made: "作った日",
    keep: (
        "しまうところ",
        &[
            "家の金庫や引き出しなど、決まったところにしまってください。",
            "パソコンやカードと同じところには置かないでください。",
            "写真にとらないでください。メールで送らないでください。",
        ],
    ),
    using: (
        "使うとき",
        &[
            "Henro を開き、「パスワードを忘れたとき」を選びます。",
            "1 から 10 まで、順に数字を入れます。まちがえた組は、すぐに画面に出ます。",
            "新しいパスワードを決めます。開いたら、新しい復旧シートを作ります。",
        ],
    ),
    lost: (
        "使ったあと・なくしたとき",
        &[
            "なくしたとき、人に見られたとき、使ったあとは、Henro で新しい紙を作ってください。",
            "新しい紙の番号を Henro に入れ終えると、この紙は使えなくなります。細かく切って捨ててください。",
        ],
    ),
    cut: "きりとり線",
    note: "復旧シートのひかえ",
    note_lead: "しまったところを忘れないためのメモです。番号は書かないでください。",
    kept_at: "しまったところ",
    kept_on: "しまった日",
};

const KIT_EN: KitWords = KitWords {
    title: "Recovery sheet",
    lead: "This sheet opens your Henro record again when the password is forgotten or the card is lost.",
    with_password: "It takes both this code and your password.",
    alone: "This code alone opens it. Guard it like a bank book.",
    qr: "The square holds the same digits.",
    person: "Name",
    made: "Made on",
    keep: (
        "Where to keep it",
        &[
            "At home in a fixed place, such as a safe or a drawer.",
            "Not together with the computer or the card.",
            "Do not photograph it. Do not send it by e-mail.",
        ],
    ),
    using: (
        "When you need it",
        &[
            "Open Henro and choose “Forgot the password”.",
            "Type the groups from 1 to 10. A group with a mistake is shown at once.",
            "Choose a new password. When it is open, make a new recovery sheet.",
        ],
    ),
    lost: (
        "After use, or when it is lost",
        &[
            "If it is lost, seen by someone, or was used: make a new one in Henro.",
            "Once you have typed the new code back, this sheet stops working. Cut it into small pieces.",
        ],
    ),
    cut: "cut here",
    note: "Note on the recovery sheet",
    note_lead: "To remember where the sheet is. Do not write the code here.",
    kept_at: "Kept at",
    kept_on: "Put there on",
};

pub(crate) struct ShareWords {
    pub title: &'static str,
    /// Before and behind the number of the share.
    pub which: (&'static str, &'static str),
    /// Before and behind the number of the set.
    pub set: (&'static str, &'static str),
    pub lead: &'static str,
    pub with_password: &'static str,
    pub alone: &'static str,
    pub qr: &'static str,
    pub person: &'static str,
    pub keeper: &'static str,
    pub made: &'static str,
    pub keep: (&'static str, &'static [&'static str]),
    pub using: (&'static str, &'static [&'static str]),
    pub lost: (&'static str, &'static [&'static str]),
    pub cut: &'static str,
    pub note: &'static str,
    pub note_lead: &'static str,
    pub phone: &'static str,
    pub given_on: &'static str,
}

const SHARE_JA: ShareWords = ShareWords {
    title: "家族の復旧シート",
    which: ("3枚のうち ", "枚目"),
    set: ("第", "組"),
    lead: "この紙は、ご本人の Henro の記録を、家族で開き直すためのものです。3枚のうち、どの2枚でもそろえば開きます。1枚だけでは何も分かりません。",
    with_password: "開くときは、ご本人のパスワードも必要です。",
    alone: "2枚がそろえば、パスワードがなくても開きます。",
    qr: "左の図には、同じ番号が入っています。",
    person: "ご本人",
    keeper: "持つ人",
    made: "作った日",
    keep: (
        "しまうところ",
        &[
            "持つ人の家の、決まったところにしまってください。ほかの2枚と同じところには置かないでください。",
            "写真にとらないでください。メールで送らないでください。",
        ],
    ),
    using: (
        "使うとき",
        &[
            "2人がそれぞれの紙を持って集まり、Henro の「パスワードを忘れたとき」を選びます。",
            "1 から 12 まで、順に数字を入れます。まちがえた組は、すぐに画面に出ます。",
            "新しいパスワードを決めます。開いたら、新しい3枚を作ります。",
        ],
    ),
    lost: (
        "使ったあと・なくしたとき",
        &[
            "なくしたとき、人に見られたときは、ご本人に知らせてください。",
            "新しい3枚ができて番号を入れ終えると、この紙は使えなくなります。細かく切って捨ててください。",
        ],
    ),
    cut: "きりとり線（下はご本人のひかえ）",
    note: "ご本人のひかえ",
    note_lead: "だれに渡したかのメモです。番号は書かないでください。",
    phone: "電話",
    given_on: "渡した日",
};

const SHARE_EN: ShareWords = ShareWords {
    title: "Family recovery sheet",
    which: ("Sheet ", " of 3"),
    set: ("Set ", ""),
    lead: "This sheet lets the family open a Henro record again. Any two of the three sheets open it. One sheet alone tells nothing.",
    with_password: "The owner's password is needed as well.",
    alone: "Two sheets open it without a password.",
    qr: "The square holds the same digits.",
    person: "Whose record",
    keeper: "Kept by",
    made: "Made on",
    keep: (
        "Where to keep it",
        &[
            "In a fixed place at the keeper's home, never together with one of the other two sheets.",
            "Do not photograph it. Do not send it by e-mail.",
        ],
    ),
    using: (
        "When you need it",
        &[
            "Two keepers come together with their sheets, open Henro and choose “Forgot the password”.",
            "Type the groups from 1 to 12. A group with a mistake is shown at once.",
            "Choose a new password. When it is open, make three new sheets.",
        ],
    ),
    lost: (
        "After use, or when it is lost",
        &[
            "If it is lost or someone saw it, tell the owner.",
            "Once three new sheets are made and two of them typed back, this one stops working. Cut it into small pieces.",
        ],
    ),
    cut: "cut here (the part below stays with the owner)",
    note: "The owner's note",
    note_lead: "To remember who has this sheet. Do not write the code here.",
    phone: "Telephone",
    given_on: "Given on",
};

pub(crate) struct CoverWords {
    pub title: &'static str,
    /// Before and behind the person's name.
    pub dear: (&'static str, &'static str),
    pub lead: &'static str,
    pub person: &'static str,
    pub number: &'static str,
    pub office: &'static str,
    pub issued: &'static str,
    pub contact: &'static str,
    pub purpose: (&'static str, &'static [&'static str]),
    pub begin: (&'static str, &'static [&'static str]),
    pub lost: (&'static str, &'static [&'static str]),
    pub cut: &'static str,
    pub receipt: &'static str,
    pub received: &'static str,
    pub signature: &'static str,
}

const COVER_JA: CoverWords = CoverWords {
    title: "健康記録のカードをお渡しします",
    dear: ("", " 様"),
    lead: "あなたの健康記録を開くためのカードができました。下の内容をお確かめください。",
    person: "お名前",
    number: "番号",
    office: "発行したところ",
    issued: "発行した日",
    contact: "お問い合わせ",
    purpose: (
        "このカードは",
        &[
            "Henro の記録の医療の部分を開く鍵です。パスワードと一緒に使います。",
            "カードの中に、病気や検査の記録は入っていません。",
        ],
    ),
    begin: (
        "はじめかた",
        &[
            "パソコンに読み取り機をつなぎ、Henro を開きます。",
            "カードを読み取り機の上に置きます。音や表示が出るまで動かさないでください。",
            "画面のとおりに、自分で決めたパスワードを入れます。",
            "画面の案内で、復旧シートを印刷しておきます。",
        ],
    ),
    lost: (
        "なくしたとき",
        &[
            "カードだけでは、だれも記録を開けません。あわてずに、上のお問い合わせ先に知らせてください。",
            "Henro の画面で、なくしたカードを止められます。",
        ],
    ),
    cut: "きりとり線（下は窓口のひかえ）",
    receipt: "受け取りのひかえ",
    received: "受け取った日",
    signature: "お名前（自署）",
};

const COVER_EN: CoverWords = CoverWords {
    title: "Your health record card",
    dear: ("Dear ", ","),
    lead: "The card that opens your health record is ready. Please check what is written here.",
    person: "Name",
    number: "Number",
    office: "Issued by",
    issued: "Issued on",
    contact: "Questions to",
    purpose: (
        "What this card is for",
        &[
            "It is a key to the medical part of your Henro record, used together with your password.",
            "No illness and no test result is stored on the card.",
        ],
    ),
    begin: (
        "How to begin",
        &[
            "Connect the card reader to the computer and open Henro.",
            "Lay the card on the reader. Do not move it until you hear or see that it was read.",
            "Type the password you have chosen, as the screen tells you.",
            "Print your recovery sheet when the screen offers it.",
        ],
    ),
    lost: (
        "If you lose it",
        &[
            "Nobody can open your record with the card alone. Stay calm and tell the office named above.",
            "You can stop a lost card in Henro.",
        ],
    ),
    cut: "cut here (the part below stays at the office)",
    receipt: "Receipt",
    received: "Received on",
    signature: "Signature",
};
