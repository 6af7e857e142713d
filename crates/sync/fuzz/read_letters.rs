// Shared by the fuzz target and `tests/mutations.rs`: whatever the bytes, reading ends, and what is taken is spelt in one
// way only. Answers whether something was taken.

fn read_letters(bytes: &[u8]) -> bool {
    let letter = henro_sync::Letter::read(bytes);
    let gift = henro_sync::Gift::read(bytes);
    let handing = henro_sync::HandLetter::read(bytes);
    if let Ok(letter) = &handing {
        assert_eq!(henro_sync::HandLetter::read(&letter.bytes()).as_ref(), Ok(letter));
    }
    if let Ok(letter) = &letter {
        assert_eq!(henro_sync::Letter::read(&letter.bytes()).as_ref(), Ok(letter));
    }
    if let Ok(gift) = &gift {
        assert_eq!(henro_sync::Gift::read(&gift.bytes()).as_ref(), Ok(gift));
    }
    let taken = [letter.is_ok(), gift.is_ok(), handing.is_ok()].into_iter().filter(|ok| *ok).count();
    assert!(taken <= 1);
    taken == 1
}
