/// An argument outside the range its calculator works in. Never holds the value itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// A height no person has.
    #[error("height out of range")]
    Height,
    /// A weight no person has.
    #[error("weight out of range")]
    Weight,
    /// An age the formula was not made for.
    #[error("age out of range")]
    Age,
    /// METs outside 0.9..=25.
    #[error("METs out of range")]
    Mets,
    /// A length of time that is negative or longer than a day.
    #[error("duration out of range")]
    Duration,
    /// A stride outside 0.2..=2 m.
    #[error("stride out of range")]
    Stride,
    /// A reading a cuff cannot show, or the two pressures the wrong way round.
    #[error("blood pressure out of range")]
    BloodPressure,
    /// A route with fewer than two legs, or a leg that is not 1 m to 1,000 km.
    #[error("route out of range")]
    Route,
    /// Turns whose rounds do not rise from the second on.
    #[error("turns out of order")]
    Turn,
    /// Days that are not in order.
    #[error("days out of order")]
    Order,
    /// More than 1,000 km in one entry.
    #[error("distance out of range")]
    Distance,
    /// A volume or strength of a drink, or a sum of energy, that cannot be.
    #[error("amount out of range")]
    Amount,
    /// A laboratory value no laboratory reports, or two that contradict each other.
    #[error("laboratory value out of range")]
    Laboratory,
}
