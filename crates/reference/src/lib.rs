//! Tables.
mod activity;
mod category;
mod dish;
mod food;
mod line;
mod outline;
mod route;
mod scene;
mod source;
mod table;
mod temple;

pub use activity::*;
pub use category::*;
pub use dish::*;
pub use food::*;
pub use line::Point;
pub use outline::*;
pub use route::*;
pub use scene::*;
pub use source::*;
pub use table::*;
pub use temple::*;
