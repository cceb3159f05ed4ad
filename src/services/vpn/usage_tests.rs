use super::*;

#[test]
fn days_without_traffic_are_in_the_series_too() {
    let now = Timestamp(1_800_000_000);
    let today = now.day();
    let traffic = |day, rx| DayTraffic { day, rx, tx: 1 };
    let series = every_day(
        vec![traffic(today - 5, 7), traffic(today, 9)],
        first_day(7, now),
        now,
    );
    assert_eq!(series.len(), 7);
    assert_eq!(series[0].day, today - 6);
    let rx: Vec<u64> = series.iter().map(|day| day.rx).collect();
    assert_eq!(rx, [0, 7, 0, 0, 0, 0, 9]);
    assert_eq!(every_day(Vec::new(), first_day(0, now), now).len(), 1);
}
