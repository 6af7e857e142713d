//! Whether a file is about the person somebody means.

use henro_domain::{Day, Person, Sex};

use crate::closed::closed_debug;
use crate::csv::{CsvPerson, fold_name};
use crate::tokutei::Patient;

/// A person as a file names them.
#[derive(Clone, PartialEq, Eq, Default)]
pub struct Named {
    /// Names: characters, kana or both.
    pub names: Vec<String>,
    /// Day of birth.
    pub birth: Option<Day>,
    /// Sex.
    pub sex: Option<Sex>,
    /// Number at the institution or the insurer, where the file has one.
    pub number: Option<String>,
}

closed_debug!(Named);

/// How a person of a file compares with the person of a record.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Whose {
    /// Day of birth and name are the same, and nothing speaks against it.
    Same,
    /// Nothing speaks against it, but a person has to say so: kana beside characters, another family name, no day of birth.
    Ask,
    /// Another day of birth, sex or given name.
    Other,
}

impl Named {
    /// The person of a 特定健診 document.
    pub fn of_patient(patient: &Patient) -> Self {
        let sex = match patient.sex.as_ref().and_then(|sex| sex.code.as_deref()) {
            Some("1") => Some(Sex::Male),
            Some("2") => Some(Sex::Female),
            _ => None,
        };
        let ids = ["101", "204", "205", "211"].map(|leaf| patient.id(leaf));
        let number: Vec<&str> = ids.into_iter().flatten().collect();
        Self {
            names: patient.name.iter().chain(&patient.other_names).cloned().collect(),
            birth: patient.birth,
            sex,
            number: (!number.is_empty()).then(|| number.join("-")),
        }
    }

    /// The person of a row.
    pub fn of_row(person: &CsvPerson) -> Self {
        Self {
            names: person.name.iter().chain(&person.kana).cloned().collect(),
            birth: person.birth,
            sex: person.sex,
            number: person.id.clone(),
        }
    }

    /// Whether two entries of a file are the same person: nothing that both have may differ.
    pub fn is_same_entry(&self, other: &Self) -> bool {
        fn fits<T: PartialEq>(a: Option<&T>, b: Option<&T>) -> bool {
            a.zip(b).is_none_or(|(a, b)| a == b)
        }
        let names = |of: &Self| of.names.iter().map(|name| fold_name(name)).collect::<Vec<_>>();
        let (mine, theirs) = (names(self), names(other));
        let name = mine.is_empty() || theirs.is_empty() || mine.iter().any(|name| theirs.contains(name));
        // Without name and day of birth only the number tells people apart.
        let told =
            (!mine.is_empty() && !theirs.is_empty()) || (self.birth.is_some() && other.birth.is_some());
        let number = told || fits(self.number.as_ref(), other.number.as_ref());
        name && number
            && fits(self.birth.as_ref(), other.birth.as_ref())
            && fits(self.sex.as_ref(), other.sex.as_ref())
    }

    /// Compares with the person of a record. A name in kana says nothing about one in characters.
    pub fn whose(&self, person: &Person) -> Whose {
        if differ(self.birth, person.birth) || differ(self.sex, person.sex) {
            return Whose::Other;
        }
        let seen = self.names.iter().map(|name| compare(name, &person.name));
        let best = seen.flatten().min();
        match best {
            Some(Whose::Other) => Whose::Other,
            Some(Whose::Same) if self.birth.is_some() && person.birth.is_some() => Whose::Same,
            _ => Whose::Ask,
        }
    }
}

fn differ<T: PartialEq>(a: Option<T>, b: Option<T>) -> bool {
    a.zip(b).is_some_and(|(a, b)| a != b)
}

/// `None` where one is kana and the other is not.
fn compare(a: &str, b: &str) -> Option<Whose> {
    let (a, b) = (kana(&fold_name(a)), kana(&fold_name(b)));
    if a.is_empty() || b.is_empty() || script(&a) != script(&b) {
        return None;
    }
    // The given name alone is what many write of themselves.
    let given = |whole: &str, part: &str| part.chars().count() >= 2 && whole.ends_with(part);
    let shared = a.chars().rev().zip(b.chars().rev()).take_while(|(a, b)| a == b).count();
    Some(match a == b || given(&a, &b) || given(&b, &a) {
        true => Whose::Same,
        // 田中花子 and 山田花子: a family name may change.
        false if shared >= 2 => Whose::Ask,
        false => Whose::Other,
    })
}

/// Hiragana as katakana.
fn kana(text: &str) -> String {
    let turned = |letter: char| match letter {
        'ぁ'..='ゖ' => char::from_u32(u32::from(letter) + 0x60).unwrap_or(letter),
        letter => letter,
    };
    text.chars().map(turned).collect()
}

#[derive(PartialEq)]
enum Script {
    Kana,
    Latin,
    Characters,
}

fn script(text: &str) -> Script {
    let all = |fits: fn(char) -> bool| text.chars().all(|letter| fits(letter) || "・ー-.'".contains(letter));
    if all(|letter| ('ァ'..='ヺ').contains(&letter)) {
        Script::Kana
    } else if all(|letter| letter.is_ascii()) {
        Script::Latin
    } else {
        Script::Characters
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use henro_domain::PhysicalActivityLevel;

    fn person(name: &str, birth: Option<&str>, sex: Option<Sex>) -> Person {
        Person {
            name: name.to_owned(),
            birth: birth.map(|day| Day::parse(day).unwrap()),
            sex,
            activity: PhysicalActivityLevel::Normal,
            stride_m: None,
        }
    }

    fn named(names: &[&str], birth: &str, sex: Sex) -> Named {
        let names = names.iter().map(|name| (*name).to_owned()).collect();
        Named { names, birth: Day::parse(birth).ok(), sex: Some(sex), number: None }
    }

    #[test]
    fn another_birth_or_sex_is_another_person() {
        let file = named(&["カクウ ハナコ"], "1978-05-12", Sex::Female);
        assert_eq!(file.whose(&person("かくう はなこ", Some("1978-05-12"), None)), Whose::Same);
        assert_eq!(file.whose(&person("架空 花子", Some("1978-05-12"), Some(Sex::Female))), Whose::Ask);
        assert_eq!(file.whose(&person("架空 花子", Some("1978-05-13"), None)), Whose::Other);
        assert_eq!(file.whose(&person("架空 花子", Some("1978-05-12"), Some(Sex::Male))), Whose::Other);
        assert_eq!(file.whose(&person("はなこ", None, None)), Whose::Ask, "no day of birth in the record");
    }

    #[test]
    fn twins_differ_by_their_given_name_and_a_new_family_name_is_asked_about() {
        let file = named(&["山田 花子", "ﾔﾏﾀﾞ ﾊﾅｺ"], "1978-05-12", Sex::Female);
        let with = |name| file.whose(&person(name, Some("1978-05-12"), Some(Sex::Female)));
        assert_eq!(with("山田 花子"), Whose::Same);
        assert_eq!(with("花子"), Whose::Same);
        assert_eq!(with("ヤマダ ハナコ"), Whose::Same);
        assert_eq!(with("田中 花子"), Whose::Ask);
        assert_eq!(with("山田 桜"), Whose::Other);
        assert_eq!(with("ヤマダ サクラ"), Whose::Other);
    }

    #[test]
    fn two_entries_of_a_file_are_one_person_while_nothing_differs() {
        let one = named(&["山田 花子"], "1978-05-12", Sex::Female);
        assert!(one.is_same_entry(&Named { birth: None, ..one.clone() }));
        assert!(!one.is_same_entry(&named(&["山田 花子"], "1979-05-12", Sex::Female)));
        assert!(!one.is_same_entry(&named(&["山田 桜"], "1978-05-12", Sex::Female)));
    }
}
