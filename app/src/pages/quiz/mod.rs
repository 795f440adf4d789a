//! 答题: the list of questionnaires, one questionnaire, and what came of answering it.
//!
//! A questionnaire is a plain form with all its questions on one page. The island `Quiz` shows one question a screen. What
//! it finds in the form `#quiz-form`: `data-head` (hidden: `data-position`, `data-total` and a `<progress>`), one
//! `fieldset.question` with `data-item` per question, `data-before` (what is asked besides the questions), and `data-submit`
//! with `data-previous`, `data-next` (hidden) and the button that sends.

mod form;
mod list;
mod questions;
mod result;

pub use form::QuizForm;
pub use list::page as list;
pub use questions::page as questionnaire;
pub(crate) use questions::question;
pub use result::page as result;
