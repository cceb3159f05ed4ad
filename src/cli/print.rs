//! Lines on standard output, which may be closed before the end: `portero demo | head`.

use std::io;
use std::io::Write;

/// A line that could not be printed.
#[derive(Debug, thiserror::Error)]
#[error("standard output cannot be written to")]
pub struct PrintError(#[from] io::Error);

/// Prints one line.
pub fn line(text: &str) -> Result<(), PrintError> {
    Ok(writeln!(io::stdout().lock(), "{text}")?)
}

/// Prints a question and leaves the cursor behind it.
pub fn prompt(text: &str) -> Result<(), PrintError> {
    let mut output = io::stdout().lock();
    write!(output, "{text}")?;
    Ok(output.flush()?)
}

/// Whoever closed standard output has seen enough: that is a good end.
pub fn end(result: anyhow::Result<()>) -> anyhow::Result<()> {
    match result {
        Err(error) if is_closed(&error) => Ok(()),
        other => other,
    }
}

fn is_closed(error: &anyhow::Error) -> bool {
    error
        .downcast_ref::<PrintError>()
        .is_some_and(|PrintError(error)| error.kind() == io::ErrorKind::BrokenPipe)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_closed_output_is_a_good_end() {
        let printing = |kind| Err(PrintError(io::Error::from(kind)).into());
        assert!(end(printing(io::ErrorKind::BrokenPipe)).is_ok());
        assert!(end(printing(io::ErrorKind::StorageFull)).is_err());
        let elsewhere = io::Error::from(io::ErrorKind::BrokenPipe);
        assert!(end(Err(elsewhere.into())).is_err());
        assert!(end(Ok(())).is_ok());
    }
}
