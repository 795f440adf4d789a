//! The pages. Each is an async function that asks the port for what it shows and returns a whole document.
//!
//! | module | address |
//! |---|---|
//! | `error` | any, when something fails |
//! | `office` | `/office…`, the desk |

pub mod error;
pub mod office;
