/// An argument outside the tables. Never holds the value itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// An age the table of this measure does not have.
    #[error("age out of range")]
    Age,
    /// A value no child has.
    #[error("value out of range")]
    Value,
    /// A length of pregnancy outside 22 to 44 weeks.
    #[error("gestation out of range")]
    Gestation,
}
