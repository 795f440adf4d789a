//! Answers: storing, finding, totals, checking.

use crate::count_records::{TotalsQuery, TotalsRow};
use crate::counting::{ResponseKey, Sums, count_response};
use crate::error::StoreError;
use crate::records::*;
use crate::store::{Store, read, write};
use domain::survey::desk::FlaggedResponse;
use domain::time::Day;
use std::collections::BTreeMap;
use tokio::sync::mpsc::Receiver;
use uuid::Uuid;

/// Counters recomputed from the answers, to be compared with those in the database.
#[derive(Debug, Default)]
pub struct ResponseTally(pub(super) BTreeMap<ResponseKey, Sums>);

/// A part of a large import.
#[derive(Debug)]
pub enum ImportBatch<T> {
    /// Some rows; a few hundred are best.
    Rows(Vec<T>),
    /// There are no more, and all of them were good.
    End,
}

/// A whole import that is in memory already.
pub(super) fn at_once<T>(rows: Vec<T>) -> Receiver<ImportBatch<T>> {
    let (sender, receiver) = tokio::sync::mpsc::channel(2);
    // There is room for two.
    drop(sender.try_send(ImportBatch::Rows(rows)));
    drop(sender.try_send(ImportBatch::End));
    receiver
}

impl ResponseTally {
    /// Counts an answer sheet with its facts.
    pub fn add(&mut self, response: &ResponseRecord, facts: &[Fact]) {
        let fact = crate::counting::ResponseFact {
            questionnaire: response.questionnaire.clone(),
            channel: response.channel.as_str().to_owned(),
            week: i64::from(response.submitted_at.day().week().0),
            stratum: response.stratum.clone(),
            cluster: response.cluster.clone(),
            sex: response.sex.clone().unwrap_or_default(),
            age_band: response.age_band.clone().unwrap_or_default(),
            weight: response.design_weight,
            sign: 1,
            facts: facts.iter().map(|fact| (fact.item.clone(), fact.y)).collect(),
        };
        count_response(&fact, &mut self.0);
    }
}

impl Store {
    /// Stores answers with what is counted of them, or tells what was stored before under their id.
    ///
    /// # Errors
    /// When the database refuses.
    pub async fn submit_response(
        &self,
        new: NewResponseRecord,
    ) -> Result<Submission<ResponseRecord>, StoreError> {
        write!(self, |connection, engine| engine::responses::submit(connection, &new))
    }

    /// Stores answers in one transaction; those whose external id is known are left as they are.
    ///
    /// # Errors
    /// When the database refuses; then nothing is stored.
    pub async fn import_responses(
        &self,
        responses: Vec<NewResponseRecord>,
    ) -> Result<ImportCount, StoreError> {
        self.import_response_batches(at_once(responses)).await
    }

    /// The same with answers that come in batches, so that a large file is never in memory as a whole. Nothing is stored unless
    /// [`ImportBatch::End`] comes before the channel closes.
    ///
    /// # Errors
    /// As [`Store::import_responses`]; [`StoreError::Cancelled`] without an end.
    pub async fn import_response_batches(
        &self,
        mut batches: Receiver<ImportBatch<NewResponseRecord>>,
    ) -> Result<ImportCount, StoreError> {
        write!(
            self,
            |connection, engine| async move { engine::responses::import(connection, &mut batches).await }
        )
    }

    /// Takes stored answers back, with everything that was counted of them; false when there are none under this id.
    /// `facts` are those they were stored with.
    ///
    /// # Errors
    /// When the database refuses; then nothing is changed.
    pub async fn remove_response(&self, id: Uuid, facts: Vec<Fact>) -> Result<bool, StoreError> {
        write!(self, |connection, engine| engine::responses::remove(connection, id, &facts))
    }

    /// Stores other answers under the id of stored ones, and counts them in their place; false when there are none.
    ///
    /// # Errors
    /// When the database refuses; then nothing is changed.
    pub async fn correct_response(
        &self,
        new: NewResponseRecord,
        facts_before: Vec<Fact>,
    ) -> Result<bool, StoreError> {
        write!(self, |connection, engine| async move {
            let known = engine::responses::remove(connection, new.id, &facts_before).await?;
            if known {
                engine::responses::submit(connection, &new).await?;
            }
            Ok(known)
        })
    }

    /// Stored answers.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub async fn response(&self, id: Uuid) -> Result<Option<ResponseRecord>, StoreError> {
        read!(self, |connection, engine| engine::responses::find(connection, id))
    }

    /// What the contents of answers hash to, of those that are known; a few hundred at a time.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub async fn response_hashes(&self, ids: Vec<Uuid>) -> Result<Vec<(Uuid, [u8; 32])>, StoreError> {
        read!(self, |connection, engine| engine::responses::hashes(connection, &ids))
    }

    /// All answers in the order of their ids, in pages.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub async fn list_responses(
        &self,
        after: Option<Uuid>,
        rows: u32,
    ) -> Result<Vec<ResponseRecord>, StoreError> {
        read!(self, |connection, engine| engine::responses::list(connection, after, rows))
    }

    /// The answers to look at that arrived last, and how many there are.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub async fn flagged_responses(&self, rows: u32) -> Result<(Vec<FlaggedResponse>, u64), StoreError> {
        read!(self, |connection, engine| engine::responses::flagged(connection, rows))
    }

    /// Totals by cluster, at the same cost however many answers there are.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub async fn totals(&self, wanted: &TotalsQuery) -> Result<Vec<TotalsRow>, StoreError> {
        let wanted = wanted.clone();
        read!(self, |connection, engine| engine::totals::totals(connection, &wanted))
    }

    /// How many answer sheets a questionnaire has, of all versions.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub async fn count_responses(&self, questionnaire: &str) -> Result<u64, StoreError> {
        let questionnaire = questionnaire.to_owned();
        read!(self, |connection, engine| engine::responses::count(connection, &questionnaire))
    }

    /// The first and the last week with answers.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub async fn questionnaire_weeks(&self, questionnaire: &str) -> Result<Option<(Day, Day)>, StoreError> {
        let questionnaire = questionnaire.to_owned();
        read!(self, |connection, engine| engine::totals::weeks(connection, &questionnaire))
    }

    /// Compares the counters in the database with recomputed ones. Each difference is one line of text; at most 20.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub async fn response_counter_differences(
        &self,
        tally: &ResponseTally,
    ) -> Result<Vec<String>, StoreError> {
        let stored = read!(self, |connection, engine| engine::totals::everything(connection))?;
        let mut differences = Vec::new();
        for key in stored.keys().chain(tally.0.keys().filter(|key| !stored.contains_key(*key))) {
            let is = stored.get(key).copied().unwrap_or_default();
            let should = tally.0.get(key).copied().unwrap_or_default();
            // Sums of weights may be added up in another order.
            let near = |a: f64, b: f64| (a - b).abs() <= 1e-6 * a.abs().max(b.abs()).max(1.0);
            let same = is.n == should.n
                && near(is.sum_w, should.sum_w)
                && near(is.sum_w2, should.sum_w2)
                && near(is.sum_wy, should.sum_wy)
                && near(is.sum_y, should.sum_y)
                && near(is.sum_wp, should.sum_wp)
                && near(is.sum_wa, should.sum_wa);
            if !same && differences.len() < 20 {
                differences.push(format!("counter of answers {key:?} says {is:?} instead of {should:?}"));
            }
        }
        Ok(differences)
    }
}
