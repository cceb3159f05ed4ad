//! Paths and names inside the files that others read: quoted so that nothing in them is taken for a command.

use super::Refused;
use crate::utils::locale::Lang;
use crate::utils::locale::args;
use std::path::Path;

/// The path as text. What would break a line of a script or a unit is refused.
pub fn text(lang: Lang, path: &Path) -> Result<&str, Refused> {
    let shown = path.display().to_string();
    let refuse = || Refused(lang.plain("service-path-odd", args! { path: &format!("{shown:?}") }));
    let text = path.to_str().ok_or_else(refuse)?;
    // systemd drops blanks at the end of a line and takes a backslash there for a line that goes on.
    if text.chars().any(char::is_control) || text.ends_with(['\\', ' ']) {
        return Err(refuse());
    }
    Ok(text)
}

/// Whether that can be the name of a service or of a user everywhere.
pub fn is_name(name: &str) -> bool {
    name.len() <= 31
        && name.starts_with(|first: char| first.is_ascii_lowercase() || first == '_')
        && name
            .chars()
            .all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_' || c == '-')
}

/// One word of a POSIX shell.
pub fn sh(text: &str) -> String {
    format!("'{}'", text.replace('\'', r"'\''"))
}

/// One word of a unit's list of paths or of `Environment=`: systemd.syntax(7), "Quoting".
pub fn unit_word(text: &str) -> String {
    let escaped = unit_line(text).replace('\\', r"\\").replace('"', "\\\"");
    format!("\"{escaped}\"")
}

/// The whole of a unit's value that is not split into words, such as `WorkingDirectory=`.
pub fn unit_line(text: &str) -> String {
    text.replace('%', "%%")
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::process::Command;

    const NASTY: &str = "/tmp/it's a \"bot\" $HOME `id` \\x %h ; rm * ñ";

    #[test]
    fn a_shell_reads_back_what_was_quoted() {
        for text in [NASTY, "/plain", "'", "''", "a'b'c"] {
            let script = format!("printf %s {}", sh(text));
            let output = Command::new("sh").arg("-c").arg(script).output();
            let read = String::from_utf8(output.expect("sh runs").stdout).expect("text");
            assert_eq!(read, text);
        }
    }

    #[test]
    fn a_unit_word_hides_quotes_backslashes_and_specifiers() {
        assert_eq!(unit_word(r#"/a "b" \c %h"#), r#""/a \"b\" \\c %%h""#);
        assert_eq!(unit_line("/50% $x"), "/50%% $x");
    }

    #[test]
    fn what_would_break_a_line_is_refused() {
        assert!(text(Lang::En, Path::new(NASTY)).is_ok());
        for odd in ["/a\nb", "/a\tb", "/a\u{7f}b", "/a\r", "/a\\", "/a "] {
            let refused = text(Lang::En, Path::new(odd)).expect_err("refused");
            assert!(!refused.0.contains('\n'), "{refused}");
        }
    }

    #[test]
    fn names_are_plain() {
        for (name, is_fine) in [
            ("portero", true),
            ("portero-2", true),
            ("_portero", true),
            ("", false),
            ("-x", false),
            ("a/b", false),
            ("../x", false),
            ("Portero", false),
            ("a b", false),
        ] {
            assert_eq!(is_name(name), is_fine, "{name}");
        }
    }
}
