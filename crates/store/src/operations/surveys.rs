//! Plans of door-to-door surveys: lists, samples, assignments.

use crate::error::StoreError;
use crate::records::ImportCount;
use crate::store::{Store, read, write};
use crate::survey_records::{ListedHousehold, NewPlanRecord, PlaceInPlan, SampleRecord, SurveyAreaRecord};
use domain::survey::ResponseRate;
use domain::survey::desk::{ListedArea, PlanSummary};
use domain::time::{Day, Timestamp};
use uuid::Uuid;

impl Store {
    /// Replaces the lists of households of the areas that the rows name, in one transaction.
    ///
    /// # Errors
    /// When the database refuses; then nothing is changed.
    pub async fn replace_household_lists(
        &self,
        rows: Vec<ListedHousehold>,
    ) -> Result<ImportCount, StoreError> {
        write!(self, |connection, engine| engine::surveys::replace_lists(connection, &rows))
    }

    /// How long the lists of households are.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub async fn household_lists(&self) -> Result<Vec<ListedArea>, StoreError> {
        read!(self, |connection, engine| engine::surveys::lists(connection))
    }

    /// The list of households of an area, by code.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub async fn household_list(&self, area: &str) -> Result<Vec<ListedHousehold>, StoreError> {
        let area = area.to_owned();
        read!(self, |connection, engine| engine::surveys::list(connection, &area))
    }

    /// Stores a plan with its samples.
    ///
    /// # Errors
    /// [`StoreError::Unique`] when there is a plan of this id; then nothing is stored.
    pub async fn add_plan(&self, plan: NewPlanRecord) -> Result<(), StoreError> {
        write!(self, |connection, engine| engine::surveys::add(connection, &plan))
    }

    /// The newest plans with what became of their households.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub async fn plans(&self, rows: u32) -> Result<Vec<PlanSummary>, StoreError> {
        read!(self, |connection, engine| engine::surveys::plans(connection, None, rows))
    }

    /// What became of the households of all plans for measurement with this questionnaire, in any version, whose days touch
    /// the period; its last day is excluded.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub async fn response_rate(
        &self,
        questionnaire: &str,
        days: (Option<Day>, Option<Day>),
    ) -> Result<ResponseRate, StoreError> {
        let questionnaire = questionnaire.to_owned();
        read!(self, |connection, engine| engine::surveys::response_rate(connection, &questionnaire, days))
    }

    /// One plan with what became of its households.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub async fn plan(&self, id: Uuid) -> Result<Option<PlanSummary>, StoreError> {
        let plans = read!(self, |connection, engine| engine::surveys::plans(connection, Some(id), 1))?;
        Ok(plans.into_iter().next())
    }

    /// The areas of a plan, by code, with what became of their households.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub async fn plan_areas(&self, plan: Uuid) -> Result<Vec<SurveyAreaRecord>, StoreError> {
        read!(self, |connection, engine| engine::sample::areas(connection, plan))
    }

    /// The households of some areas of a plan, in the order of drawing, with their attempts.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub async fn plan_households(
        &self,
        plan: Uuid,
        areas: &[String],
    ) -> Result<Vec<SampleRecord>, StoreError> {
        let areas = areas.to_vec();
        read!(
            self,
            |connection, engine| async move { engine::sample::households(connection, plan, &areas).await }
        )
    }

    /// Ends a plan, or opens it again; false when it is unknown or is so already.
    ///
    /// # Errors
    /// When the database refuses.
    pub async fn set_plan_closed(&self, plan: Uuid, at: Option<Timestamp>) -> Result<bool, StoreError> {
        write!(self, |connection, engine| engine::surveys::close(connection, plan, at))
    }

    /// Gives areas of a plan to some people, instead of to those who had them; areas that are not in the plan are left out.
    ///
    /// # Errors
    /// When the database refuses; then nothing is changed.
    pub async fn assign_areas(
        &self,
        plan: Uuid,
        areas: Vec<String>,
        users: Vec<Uuid>,
        at: Timestamp,
    ) -> Result<(), StoreError> {
        write!(self, |connection, engine| async move {
            engine::surveys::assign(connection, plan, &areas, &users, at).await
        })
    }

    /// Who has which area of a plan.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub async fn assignments(&self, plan: Uuid) -> Result<Vec<(String, Uuid)>, StoreError> {
        read!(self, |connection, engine| engine::surveys::assignments(connection, plan))
    }

    /// The areas that somebody has in open plans which have not ended on a day, as pairs of plan and area.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub async fn assigned_to(&self, user: Uuid, day: Day) -> Result<Vec<(Uuid, String)>, StoreError> {
        read!(self, |connection, engine| engine::surveys::assigned_to(connection, user, day))
    }

    /// What a visit of somebody needs to know of its plan and area; none when there is no such plan.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub async fn place_in_plan(
        &self,
        plan: Uuid,
        area: &str,
        user: Option<Uuid>,
    ) -> Result<Option<PlaceInPlan>, StoreError> {
        let area = area.to_owned();
        read!(self, |connection, engine| engine::sample::place(connection, plan, &area, user))
    }
}
