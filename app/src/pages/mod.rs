//! The pages. Each is an async function that asks the port for what it shows and returns a whole document.
//!
//! | module | address |
//! |---|---|
//! | `home`, `me`, `map`, `privacy` | `/`, `/me`, `/map`, `/privacy` |
//! | `report`, `receipt` | `/report`, `/r`, `/r/{code}` |
//! | `error` | any, when something fails |
//! | `office` | `/office…`, the desk |

pub mod error;
pub mod home;
pub mod me;
pub mod office;
pub mod receipt;
pub mod report;
mod slots;
