//! Sizes: a file or a function past the guide says why in its head comment, or is split.

use crate::error::Error;
use crate::source::{Function, before_tests, blanked, functions};
use std::path::Path;

/// Lines of code and comment of a Rust file, its trailing tests not counted.
const RUST_FILE: usize = 600;
/// Lines of a function.
const RUST_FUNCTION: usize = 80;
/// Lines of a Svelte or TypeScript file.
const UI_FILE: usize = 300;
/// What a file or function past its limit writes in the comment at its head, with the reason after it.
const REASON: &str = "size: ";
/// A reason is a sentence, not a word.
const SHORTEST_REASON: usize = 12;

const FOLDERS: [&str; 5] = ["crates", "src-tauri", "tests", "ui/src", "ui/scripts"];
const NOT_OURS: [&str; 6] = ["target", "node_modules", "dist", "out", "gen", "corpus"];

/// A source file of the checkout.
#[derive(Debug)]
pub struct File {
    /// Its path from the root, with `/`.
    pub path: String,
    /// What it holds.
    pub text: String,
}

/// Every Rust, Svelte, TypeScript and JavaScript file that a person wrote.
pub fn files(root: &Path) -> Result<Vec<File>, Error> {
    let mut found = Vec::new();
    for folder in FOLDERS {
        collect(root, &root.join(folder), &mut found)?;
    }
    found.sort_by(|a, b| a.path.cmp(&b.path));
    Ok(found)
}

fn collect(root: &Path, folder: &Path, found: &mut Vec<File>) -> Result<(), Error> {
    if !folder.is_dir() {
        return Ok(());
    }
    for entry in std::fs::read_dir(folder).map_err(Error::file(folder))? {
        let path = entry.map_err(Error::file(folder))?.path();
        let name = path.file_name().and_then(|name| name.to_str()).unwrap_or_default();
        if path.is_dir() {
            if !NOT_OURS.contains(&name) {
                collect(root, &path, found)?;
            }
        } else if measured(name) {
            let text = std::fs::read_to_string(&path).map_err(Error::file(&path))?;
            let path = path.strip_prefix(root).unwrap_or(&path).to_string_lossy().replace('\\', "/");
            found.push(File { path, text });
        }
    }
    Ok(())
}

fn measured(name: &str) -> bool {
    let written = !name.contains(".gen.");
    written && [".rs", ".svelte", ".ts", ".mjs"].iter().any(|ending| name.ends_with(ending))
}

/// What of a file is too long and does not say why.
pub fn findings(file: &File) -> Vec<String> {
    let limit = if file.is_rust() { RUST_FILE } else { UI_FILE };
    let lines = file.lines();
    let mut found = Vec::new();
    if lines > limit && !has_reason(file.text.lines()) {
        found
            .push(format!("{}: {lines} lines, more than {limit}, and no `{REASON}…` at its head", file.path));
    }
    for it in file.functions().iter().filter(|it| it.length > RUST_FUNCTION) {
        let above: Vec<&str> = file.text.lines().take(it.line.saturating_sub(1)).collect();
        if !has_reason(above.into_iter().rev()) {
            let Function { name, line, length } = it;
            found.push(format!("{}:{line}: fn {name} has {length} lines, more than {RUST_FUNCTION}, and no `{REASON}…` above it", file.path));
        }
    }
    found
}

/// Whether the run of comments that `lines` begins with gives a reason. Attributes and blank lines do not end it.
fn has_reason<'a>(lines: impl Iterator<Item = &'a str>) -> bool {
    let head = lines.map(str::trim).take_while(|line| {
        line.is_empty() || ["//", "/*", "*", "<!--", "#[", "#!["].iter().any(|mark| line.starts_with(mark))
    });
    head.filter_map(|line| line.split_once(REASON)).any(|(_, reason)| reason.trim().len() >= SHORTEST_REASON)
}

/// The ten largest files and functions, largest first.
pub fn report(files: &[File]) -> Vec<String> {
    let mut by_lines: Vec<(usize, &str)> =
        files.iter().map(|file| (file.lines(), file.path.as_str())).collect();
    let mut by_length: Vec<(usize, String)> = files
        .iter()
        .flat_map(|file| {
            file.functions()
                .into_iter()
                .map(|it| (it.length, format!("{}:{} {}", file.path, it.line, it.name)))
        })
        .collect();
    by_lines.sort_by(|a, b| b.0.cmp(&a.0).then(a.1.cmp(b.1)));
    by_length.sort_by(|a, b| b.0.cmp(&a.0).then_with(|| a.1.cmp(&b.1)));
    let mut out =
        vec!["lines of the ten largest files (blank lines and trailing tests not counted):".to_owned()];
    out.extend(by_lines.iter().take(10).map(|(lines, path)| format!("  {lines:>5}  {path}")));
    out.push("lines of the ten largest functions:".to_owned());
    out.extend(by_length.iter().take(10).map(|(lines, place)| format!("  {lines:>5}  {place}")));
    out
}

impl File {
    fn is_rust(&self) -> bool {
        self.path.ends_with(".rs")
    }

    fn lines(&self) -> usize {
        // Blanking turns comments into spaces but keeps lines, so it only says where the tests begin.
        let all =
            if self.is_rust() { before_tests(&blanked(&self.text)).lines().count() } else { usize::MAX };
        self.text.lines().take(all).filter(|line| !line.trim().is_empty()).count()
    }

    fn functions(&self) -> Vec<Function> {
        if self.is_rust() { functions(before_tests(&blanked(&self.text))) } else { Vec::new() }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rust(text: String) -> File {
        File { path: "crates/x/src/a.rs".into(), text }
    }

    #[test]
    fn a_file_at_the_limit_is_fine_and_one_line_more_is_found() {
        assert_eq!(findings(&rust("const A: u8 = 1;\n\n".repeat(RUST_FILE))), Vec::<String>::new());
        assert_eq!(findings(&rust("const A: u8 = 1;\n".repeat(RUST_FILE + 1))).len(), 1);
        let ui = File { path: "ui/src/views/A.svelte".into(), text: "<p></p>\n".repeat(UI_FILE + 1) };
        assert_eq!(findings(&ui).len(), 1);
    }

    #[test]
    fn a_reason_at_the_head_is_heard_and_one_further_down_is_not() {
        let long = "const A: u8 = 1;\n".repeat(RUST_FILE + 1);
        assert_eq!(
            findings(&rust(format!("//! A table.\n//! size: one table that is read as a whole\n{long}")))
                .len(),
            0
        );
        assert_eq!(findings(&rust(format!("{long}// size: one table that is read as a whole\n"))).len(), 1);
        assert_eq!(findings(&rust(format!("//! size: long\n{long}"))).len(), 1);
    }

    #[test]
    fn trailing_tests_are_not_counted() {
        let tests = format!("\n#[cfg(test)]\nmod tests {{\n{}}}\n", "const A: u8 = 1;\n".repeat(RUST_FILE));
        assert_eq!(findings(&rust(format!("const A: u8 = 1;\n{tests}"))).len(), 0);
    }

    #[test]
    fn a_long_function_is_found_unless_it_says_why() {
        let body = "    call();\n".repeat(RUST_FUNCTION - 1); // with its first and last line one more than the limit
        let function = format!("fn long() {{\n{body}}}\n");
        assert_eq!(findings(&rust(function.clone())).len(), 1);
        let said =
            format!("/// Does it.\n// size: one match with an arm for every code\n#[must_use]\n{function}");
        assert_eq!(findings(&rust(said)).len(), 0);
    }

    #[test]
    fn the_report_names_the_largest_first() {
        let files =
            [rust("fn a() {}\n".into()), File { path: "crates/y.rs".into(), text: "fn b() {\n}\n".into() }];
        let lines = report(&files);
        assert_eq!(lines.get(1).map(String::as_str), Some("      2  crates/y.rs"));
        assert_eq!(lines.get(4).map(String::as_str), Some("      2  crates/y.rs:1 b"));
    }
}
