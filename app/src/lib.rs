//! The user interface: pages rendered on the server, and islands that make some of them better in the browser.
//!
//! | module | what it holds | compiled for |
//! |---|---|---|
//! | `backend` | the port through which pages ask for data | server |
//! | `browser` | what only a browser can do | browser |
//! | `components` | small views without behaviour | server |
//! | `islands` | the interactive parts | both |
//! | `locale`, `t` | languages and the texts in them | both |
//! | `navigation` | the sections of the desk | server |
//! | `page` | what a page is given, and what it gives back | server |
//! | `pages` | one page per file | server |
//! | `shell` | the HTML document around every page | server |

#[cfg(feature = "ssr")]
pub mod backend;
#[cfg(any(feature = "hydrate", test))]
pub mod browser;
#[cfg(feature = "ssr")]
pub mod components;
pub mod islands;
pub mod locale;
#[cfg(feature = "ssr")]
mod navigation;
#[cfg(feature = "ssr")]
pub mod page;
#[cfg(feature = "ssr")]
pub mod pages;
#[cfg(feature = "ssr")]
pub mod shell;

/// The texts of the interface, generated from `locales/` by the build.
pub mod t {
    include!(concat!(env!("OUT_DIR"), "/texts.rs"));
}
