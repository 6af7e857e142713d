use schemars::{JsonSchema, SchemaGenerator};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

/// What a command reads or changes. Screens refresh by tag.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Tag {
    /// Whether there is a record and how far it is open.
    Record,
    /// The person.
    Profile,
    /// Settings of the device.
    Settings,
    /// Daily entries of every kind.
    Entries,
    /// Activities to choose from.
    Activity,
    /// The pilgrimage.
    Walk,
    /// Half-typed entries.
    Drafts,
    /// The clinical tier and the ways into it.
    Keys,
    /// What lies on the card readers.
    Cards,
    /// The book of an issuing desk.
    Desk,
    /// The server, contacts, consents and looks.
    Share,
    /// The people whose records are kept here.
    Family,
    /// What is written in the clinical tier.
    Medical,
}

/// One line of the command table.
#[derive(Debug, Clone, Serialize)]
pub struct CommandInfo {
    /// `noun_verb`.
    pub name: &'static str,
    /// It is about somebody's record: the request may name whose, as `subject`.
    pub subject: bool,
    /// Tags it reads.
    pub provides: Vec<Tag>,
    /// Tags it changes.
    pub changes: Vec<Tag>,
    /// Schema of the request.
    pub request: Value,
    /// Schema of the reply.
    pub reply: Value,
}

/// The whole table with the shapes it names.
#[derive(Debug, Clone, Serialize)]
pub struct CommandTable {
    /// The commands, by name.
    pub commands: Vec<CommandInfo>,
    /// Named shapes, as JSON Schema.
    #[serde(rename = "$defs")]
    pub defs: Map<String, Value>,
}

/// Schema of one type; its named shapes go to the generator's definitions.
pub(crate) fn schema_of<T: JsonSchema>(generator: &mut SchemaGenerator) -> Value {
    generator.subschema_for::<T>().to_value()
}

/// Declares the router and the table from one list.
macro_rules! commands {
    ($($name:ident($request:ty) -> $reply:ty, $module:ident::$case:ident
        $(, provides [$($provides:ident),* $(,)?])? $(, changes [$($changes:ident),* $(,)?])?;)*) => {
        /// Runs one command. `name` must be in the table; `body` must fit its request.
        pub(crate) fn route(
            ctx: &crate::Context,
            name: &str,
            body: serde_json::Value,
        ) -> Result<serde_json::Value, crate::WireError> {
            match name {
                $(stringify!($name) => {
                    let request: $request = crate::table::read(body)?;
                    let reply: $reply = crate::$module::$case(ctx, request)?;
                    crate::table::write(&reply)
                })*
                _ => Err(crate::Code::CommandUnknown.into()),
            }
        }

        /// Whether a command changes anything.
        pub(crate) fn changes(name: &str) -> bool {
            match name {
                $(stringify!($name) => {
                    const CHANGES: &[crate::Tag] = &[$($(crate::Tag::$changes),*)?];
                    !CHANGES.is_empty()
                })*
                _ => false,
            }
        }

        /// The table: every command with its tags and the schemas of its request and reply.
        pub fn command_table() -> crate::CommandTable {
            let mut generator = schemars::SchemaGenerator::default();
            let commands = vec![$(crate::CommandInfo {
                name: stringify!($name),
                subject: OF_SUBJECT.contains(&stringify!($name)),
                provides: vec![$($(crate::Tag::$provides),*)?],
                changes: vec![$($(crate::Tag::$changes),*)?],
                request: crate::table::schema_of::<$request>(&mut generator),
                reply: crate::table::schema_of::<$reply>(&mut generator),
            }),*];
            crate::table::schema_of::<crate::WireError>(&mut generator);
            crate::table::schema_of::<crate::Tag>(&mut generator);
            crate::CommandTable { commands, defs: generator.take_definitions(true) }
        }
    };
}
pub(crate) use commands;

/// Reads a request; what does not fit is refused without saying what stood there.
pub(crate) fn read<T: serde::de::DeserializeOwned>(body: Value) -> Result<T, crate::WireError> {
    serde_json::from_value(body).map_err(|_| crate::Code::RequestInvalid.into())
}

/// Writes a reply.
pub(crate) fn write<T: Serialize>(reply: &T) -> Result<Value, crate::WireError> {
    serde_json::to_value(reply).map_err(|_| crate::Code::Internal.into())
}
