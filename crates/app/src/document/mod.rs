//! Papers kept as they are: pages in sealed blobs, words that can be searched (decision 53).

mod aside;
mod keep;
mod list;
mod page;

pub(crate) use aside::{clear as aside, touch};
pub(crate) use keep::{document_edit, document_record};
pub(crate) use list::{document_list, document_read};
pub(crate) use page::{document_page_read, document_page_save, document_page_write, shown};
