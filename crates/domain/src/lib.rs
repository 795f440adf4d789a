//! Types, parsing, limits and rules of Chuangcheng, shared by the browser and the server.
//!
//! Nothing here performs I/O, reads a clock or draws random numbers: time, randomness and ids are parameters.
//!
//! | file | what it holds |
//! |---|---|
//! | `access` | roles, actors, and who may do what |
//! | `area` | areas, sites and responsible units |
//! | `awareness`, `heatmap` | questions to the statistics and their answers |
//! | `calendar` | working hours, holidays, make-up days; deadlines in working time |
//! | `case` | the ledger's state machine, deadlines, hash chain and bulletin |
//! | `category` | the catalogue of problem categories |
//! | `code` | short codes that name areas, strata, age bands … |
//! | `error` | the one list of error codes, and the error body of the API |
//! | `limits` | every limit on input, in one place |
//! | `listing` | filters, pages and rows of lists |
//! | `location` | places, their source and datum; GCJ-02 conversion |
//! | `office` | what the office's pages show: overview, people, tokens, log |
//! | `outbox` | what is sent from a phone when, and when its copy may go |
//! | `questionnaire`, `response` | forms, answers, scoring |
//! | `receipt` | receipt codes |
//! | `report` | reports, their status and history |
//! | `statistics` | change, small areas, plans, rates, coverage, speed, trends, the weekly report |
//! | `survey` | door-to-door surveys: plan, selection, weights, visits, response rate |
//! | `time` | moments, local days and weeks |

pub mod access;
pub mod area;
pub mod awareness;
pub mod calendar;
pub mod case;
pub mod category;
pub mod code;
pub mod error;
pub mod heatmap;
pub mod ledger;
pub mod limits;
pub mod listing;
pub mod location;
pub mod office;
pub mod outbox;
pub mod questionnaire;
pub mod receipt;
pub mod report;
pub mod response;
pub mod statistics;
pub mod survey;
pub mod time;
