//! What the process takes of its machine, from `/proc/self` (proc(5)): Linux and Android alike. What cannot be read is
//! `None`.

/// Ticks of `/proc/self/stat` in a second: USER_HZ, which is 100 on every architecture this program is built for.
const TICKS: f64 = 100.0;

/// Seconds that the processor has worked for the process, its threads and the system on its behalf included.
pub fn cpu_seconds() -> Option<f64> {
    let stat = std::fs::read_to_string("/proc/self/stat").ok()?;
    cpu_of(&stat)
}

/// User and system time are the fields 14 and 15; the name before them may hold spaces and brackets.
fn cpu_of(stat: &str) -> Option<f64> {
    let (_, rest) = stat.rsplit_once(')')?;
    let mut fields = rest.split_whitespace().skip(11);
    let user: u64 = fields.next()?.parse().ok()?;
    let system: u64 = fields.next()?.parse().ok()?;
    Some((user + system) as f64 / TICKS)
}

/// Its threads.
pub fn threads() -> Option<u64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status
        .lines()
        .find_map(|line| line.strip_prefix("Threads:"))?;
    line.trim().parse().ok()
}

/// Its open files, connections included.
pub fn open_files() -> Option<u64> {
    let entries = std::fs::read_dir("/proc/self/fd").ok()?;
    // Without the one that reads the directory.
    u64::try_from(entries.count()).ok()?.checked_sub(1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_processor_is_read_past_a_name_with_brackets() {
        let stat = "7 (a ) b) S 1 2 3 4 5 6 7 8 9 10 250 50 0 0 20";
        assert_eq!(cpu_of(stat), Some(3.0));
        assert_eq!(cpu_of("7 (a"), None);
    }

    #[cfg(target_os = "linux")]
    #[test]
    fn this_process_has_threads_and_files() {
        assert!(threads() >= Some(1));
        let before = open_files().expect("Linux");
        let file = std::fs::File::open("/proc/self/stat").expect("open");
        // Tests beside this one open files too.
        assert!(before > 2 && cpu_seconds().is_some());
        drop(file);
    }
}
