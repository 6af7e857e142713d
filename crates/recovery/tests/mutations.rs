//! The fuzz target's function on broken codes and on generated text, so that it also runs on a stable compiler.

use proptest::prelude::*;

include!("../fuzz/read_any.rs");

const KIT: &str = "98689 18862 40708 72157 44049 37866 36151 52123 78139 22181";
const SHARE: &str = "23581 32130 72398 55429 07665 51444 38073 05312 98681 34361 66401 30522";

proptest! {
    #![proptest_config(ProptestConfig { cases: 2_000, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_text_is_read_or_refused(text in "\\PC{0,90}") {
        read_any(&text);
    }

    #[test]
    fn any_digits_and_separators_are_read_or_refused(text in "[0-9０-９ 　ー-]{0,140}") {
        read_any(&text);
    }

    #[test]
    fn a_broken_code_is_read_or_refused(
        share: bool,
        breaks in proptest::collection::vec((0_usize..72, proptest::option::of("[0-9 ー０x]")), 0..5),
    ) {
        let mut letters: Vec<String> = if share { SHARE } else { KIT }.chars().map(String::from).collect();
        for (at, new) in breaks {
            let at = at.min(letters.len() - 1);
            match new {
                Some(new) => letters.insert(at, new),
                None => drop(letters.remove(at)),
            }
        }
        read_any(&letters.concat());
    }

    #[test]
    fn any_kit_survives_paper(bytes: [u8; 16]) {
        let kit = KitCode::make(&move |out| out.copy_from_slice(&bytes));
        let groups = kit.groups();
        prop_assert!(KitCode::parse(&groups.join("・")).is_ok_and(|read| read == kit));
        read_any(&groups.concat());
    }
}
