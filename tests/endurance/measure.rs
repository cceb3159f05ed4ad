//! Figures out of samples.

use std::time::Duration;

/// The slope of the line through these points that lies nearest to them (least squares): what `y` gains with each `x`.
pub fn slope(points: &[(f64, f64)]) -> f64 {
    let count = points.len() as f64;
    let (mean_x, mean_y) = (
        points.iter().map(|(x, _)| x).sum::<f64>() / count,
        points.iter().map(|(_, y)| y).sum::<f64>() / count,
    );
    let along = points.iter().map(|(x, y)| (x - mean_x) * (y - mean_y));
    let across = points.iter().map(|(x, _)| (x - mean_x) * (x - mean_x));
    along.sum::<f64>() / across.sum::<f64>()
}

/// That hundredth of the sorted ones.
pub fn hundredth(sorted: &[Duration], place: usize) -> Duration {
    let at = (sorted.len().max(1) - 1) * place / 100;
    sorted.get(at).copied().unwrap_or_default()
}

#[test]
fn a_line_is_found_in_what_lies_around_it() {
    let around = [(0.0, 1.0), (1.0, 4.0), (2.0, 5.0), (3.0, 8.0), (4.0, 9.0)];
    assert!((slope(&around) - 2.0).abs() < 1e-9);
    assert!(slope(&[(0.0, 7.0), (5.0, 7.0)]).abs() < 1e-9);
}
