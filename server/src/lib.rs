//! The program `chuangcheng`: HTTP API, pages, services, jobs and commands.
//!
//! | where | what |
//! |---|---|
//! | [`application`] | `build(config, listener)`, then run until stopped |
//! | [`config`] | settings |
//! | [`routes`], [`middleware`] | which handler answers, and what happens around it |
//! | [`api`], [`pages`], [`site`] | the three faces: JSON, HTML, files |
//! | [`services`] | what happens |
//! | [`media`], [`files`] | photos; CSV, GeoJSON and spreadsheets |
//! | [`demo`], [`posters`] | a made-up banner; QR codes |
//! | [`jobs`] | background work |
//! | [`commands`] | the command line |
//! | [`clock`], [`chance`] | time and random numbers |

pub mod api;
pub mod application;
pub mod chance;
pub mod clock;
pub mod commands;
pub mod config;
pub mod connections;
pub mod demo;
pub mod error;
pub mod files;
pub mod jobs;
pub mod mail;
pub mod media;
pub mod middleware;
pub mod network;
pub mod pages;
pub mod posters;
pub mod routes;
pub mod services;
pub mod site;
