//! The lies, by name.

/// What it lies about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Lie {
    /// Leaves one frame out and closes the gap.
    Delete,
    /// Hands out two frames in the wrong order.
    Swap,
    /// Changes a bit.
    Edit,
    /// Hands a frame out twice.
    Replay,
    /// Shows a device the world as it was, and its own changes in it.
    Fork,
    /// Leaves out all frames of one author.
    Withhold,
    /// Takes frames, signs the receipt, and throws them away.
    Drop,
    /// Signs no receipt.
    NoReceipt,
    /// Signs a head that is not that of the frames.
    Equivocate,
    /// Other public keys for somebody.
    Keys,
    /// The control chain as it was.
    Stale,
    /// Less than it handed out before.
    RollBack,
    /// A look that nobody took.
    Invent,
    /// A look it told one device of, and leaves out for others.
    HideLook,
    /// Another server answers.
    Other,
    /// Signs that it deleted what was sealed anew, and goes on handing it out.
    Keep,
    /// Old heartbeats, or none of others, after it handed them out once.
    Beats,
    /// A gap where a frame lies, and no segment that it is in.
    Hollow,
    /// The world as it was, to a device that is new.
    OldWorld,
    /// Takes what somebody wrote whose consent is over, and hands it to everybody.
    Admit,
}

impl Lie {
    /// All of them.
    pub const ALL: [Lie; 20] = [
        Lie::Delete,
        Lie::Swap,
        Lie::Edit,
        Lie::Replay,
        Lie::Fork,
        Lie::Withhold,
        Lie::Drop,
        Lie::NoReceipt,
        Lie::Equivocate,
        Lie::Keys,
        Lie::Stale,
        Lie::RollBack,
        Lie::Invent,
        Lie::HideLook,
        Lie::Other,
        Lie::Keep,
        Lie::Beats,
        Lie::Hollow,
        Lie::OldWorld,
        Lie::Admit,
    ];
}
