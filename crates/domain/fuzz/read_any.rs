// Shared by the fuzz target and the tests: whatever the bytes, reading ends, and what was read can be written and read again as
// the same.

fn read_paper(bytes: &[u8]) {
    let Ok(text) = std::str::from_utf8(bytes) else { return };
    if let Ok(about) = about_of(text) {
        assert!(about.len() <= 500);
    }
    let Ok(answers) = answers_of(text) else { return };
    assert!(answers.len() <= 500);
    let again = answers_of(&answers_text(&answers));
    assert!(again.is_ok_and(|again| again == answers), "what is written says the same");
}
