//! Chance out of a seed, as the days in which everything goes wrong draw it, in the ways that updates need.

#[expect(dead_code, reason = "the other suite draws in other ways")]
#[path = "../../chaos/dice.rs"]
mod seeded;

/// The same numbers each time.
pub struct Dice(seeded::Dice);

impl Dice {
    pub fn new(seed: u64) -> Self {
        Self(seeded::Dice::new(seed))
    }

    pub fn roll(&mut self) -> u64 {
        self.0.roll()
    }

    /// A number below that one.
    pub fn below(&mut self, most: usize) -> usize {
        usize::try_from(self.roll() % most.max(1) as u64).expect("small")
    }

    /// Whether it happens, with so many chances of a hundred.
    pub fn chance(&mut self, percent: usize) -> bool {
        self.below(100) < percent
    }

    /// One of them.
    pub fn one_of<'a, T>(&mut self, list: &'a [T]) -> &'a T {
        &list[self.below(list.len())]
    }
}
