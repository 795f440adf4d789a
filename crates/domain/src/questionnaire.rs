//! Questionnaires (问卷): versioned bilingual forms of items, and the rule that says which answer is right.

use crate::code;
use crate::error::{ApiError, FieldCode, FieldErrors};
use crate::limits;
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;

/// The share of right answers that counts as aware where a questionnaire names no number.
pub const PASS_SHARE: f64 = 0.6;

/// What the answers are for. Answers of the two purposes are never pooled.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum Purpose {
    /// 测评: the answers count in the awareness rate.
    Measurement,
    /// 宣传练习: a quiz that teaches; reported apart.
    Training,
}
crate::location::text_codes!(Purpose { Measurement = "measurement", Training = "training" });

/// What an item asks for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum ItemKind {
    /// Knowledge, tested against a key.
    Awareness,
    /// How satisfied somebody is; the first option is the most satisfied.
    Satisfaction,
    /// What somebody has seen or done.
    Participation,
    /// Who somebody is.
    Demographic,
}

/// How an item is answered.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum ItemType {
    /// One option.
    SelectOne,
    /// Any number of options.
    SelectMultiple,
}

/// A text in both languages of the interface.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct Bilingual {
    /// Chinese.
    #[serde(rename = "zh-CN")]
    pub zh: String,
    /// English.
    #[serde(default)]
    pub en: String,
}

/// One option of an item.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct ItemOption {
    /// Stable code.
    pub code: String,
    /// What it says.
    pub label: Bilingual,
    /// Whether it means 不清楚.
    #[serde(default)]
    pub dont_know: bool,
}

/// One item (题目).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct Item {
    /// Stable name, as `q1`.
    pub name: String,
    /// What it asks for.
    pub kind: ItemKind,
    /// How it is answered.
    #[serde(rename = "type")]
    pub item_type: ItemType,
    /// The question.
    pub label: Bilingual,
    /// The options, in the order in which they are shown.
    pub options: Vec<ItemOption>,
    /// Codes of the right options; for awareness items only.
    #[serde(default)]
    pub key: Vec<String>,
    /// Why the key is right.
    #[serde(default)]
    pub explanation: Option<Bilingual>,
}

impl Item {
    /// Whether the chosen options are exactly the key. A blank or 不清楚 is not right.
    pub fn is_right(&self, chosen: &[String]) -> bool {
        let chosen: BTreeSet<&str> = chosen.iter().map(String::as_str).collect();
        let key: BTreeSet<&str> = self.key.iter().map(String::as_str).collect();
        !key.is_empty() && chosen == key
    }
}

/// A questionnaire of one version, as in `questionnaire.json`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct Questionnaire {
    /// Stable name in addresses.
    pub slug: String,
    /// Version, from 1. A published version never changes.
    pub version: u32,
    /// What the answers are for.
    pub purpose: Purpose,
    /// Its title.
    pub title: Bilingual,
    /// How many right answers count as aware; else ceil(0.6 m).
    #[serde(default)]
    pub pass_at: Option<u32>,
    /// The items, in the order in which they are asked; for training, the bank from which some are drawn.
    pub items: Vec<Item>,
}

impl Questionnaire {
    /// Checks that the form can be asked and scored.
    ///
    /// # Errors
    /// [`crate::error::ErrorCode::Invalid`] naming `slug`, `version`, `title.zh-CN`, `pass_at`, `items`, `items.N…`.
    pub fn check(&self) -> Result<(), ApiError> {
        let mut errors = FieldErrors::new();
        let slug_ok = !self.slug.is_empty()
            && self.slug.len() <= limits::CODE_CHARS
            && self.slug.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-');
        if !slug_ok {
            errors.add("slug", FieldCode::Malformed, "lower-case letters, digits and hyphens");
        }
        if self.version == 0 || self.version > 1_000_000 {
            errors.add("version", FieldCode::OutOfRange, "counts from 1");
        }
        if self.title.zh.trim().is_empty() {
            errors.add("title.zh-CN", FieldCode::Required, "must be given");
        }
        if self.items.is_empty() {
            errors.add("items", FieldCode::Required, "a questionnaire needs an item");
        }
        if self.items.len() > limits::ITEMS_PER_QUESTIONNAIRE {
            errors.add("items", FieldCode::TooMany, format!("at most {}", limits::ITEMS_PER_QUESTIONNAIRE));
        }
        let asked = u32::try_from(self.awareness_items().count()).unwrap_or(u32::MAX);
        if self.pass_at.is_some_and(|pass_at| pass_at == 0 || pass_at > asked) {
            errors.add("pass_at", FieldCode::OutOfRange, "between 1 and the number of awareness items");
        }
        let mut names = BTreeSet::new();
        for (index, item) in self.items.iter().enumerate() {
            if !names.insert(item.name.as_str()) {
                errors.add(
                    format!("items.{index}.name"),
                    FieldCode::Duplicate,
                    format!("{:?} twice", item.name),
                );
            }
            check_item(&format!("items.{index}"), item, &mut errors);
        }
        errors.finish(Some(()))
    }

    /// The item of that name.
    pub fn item(&self, name: &str) -> Option<&Item> {
        self.items.iter().find(|item| item.name == name)
    }

    /// The items that test knowledge.
    pub fn awareness_items(&self) -> impl Iterator<Item = &Item> {
        self.items.iter().filter(|item| item.kind == ItemKind::Awareness)
    }

    /// How many of `shown` right answers count as aware: `pass_at`, else ceil(0.6 m).
    pub fn pass_mark(&self, shown: u32) -> u32 {
        self.pass_at
            .filter(|pass_at| *pass_at <= shown)
            .unwrap_or_else(|| (f64::from(shown) * PASS_SHARE - 1e-9).ceil() as u32)
    }

    /// The same form without keys and explanations, as somebody who is being asked may see it.
    pub fn without_key(&self) -> Self {
        let mut form = self.clone();
        for item in &mut form.items {
            item.key.clear();
            item.explanation = None;
        }
        form
    }
}

/// Columns of responses.csv that are no items.
const RESERVED: [&str; 9] = [
    "external_id",
    "questionnaire",
    "version",
    "channel",
    "area",
    "stratum",
    "cluster",
    "design_weight",
    "submitted_at",
];

fn check_item(at: &str, item: &Item, errors: &mut FieldErrors) {
    errors.keep(code::parse(&format!("{at}.name"), &item.name));
    let demographic = ["sex", "age_band"].contains(&item.name.as_str());
    if RESERVED.contains(&item.name.as_str()) || (demographic && item.kind != ItemKind::Demographic) {
        let message = format!("{:?} is another column of responses.csv", item.name);
        errors.add(format!("{at}.name"), FieldCode::NotAllowed, message);
    }
    if item.label.zh.trim().is_empty() {
        errors.add(format!("{at}.label.zh-CN"), FieldCode::Required, "must be given");
    }
    if item.options.len() < 2 || item.options.len() > limits::OPTIONS_PER_ITEM {
        let message = format!("between 2 and {} options", limits::OPTIONS_PER_ITEM);
        errors.add(format!("{at}.options"), FieldCode::OutOfRange, message);
    }
    let mut codes = BTreeSet::new();
    for (index, option) in item.options.iter().enumerate() {
        let at = format!("{at}.options.{index}");
        errors.keep(code::parse(&format!("{at}.code"), &option.code));
        if !codes.insert(option.code.as_str()) {
            errors.add(format!("{at}.code"), FieldCode::Duplicate, format!("{:?} twice", option.code));
        }
        if option.label.zh.trim().is_empty() {
            errors.add(format!("{at}.label.zh-CN"), FieldCode::Required, "must be given");
        }
    }
    let key_at = format!("{at}.key");
    match item.kind {
        ItemKind::Awareness if item.key.is_empty() => {
            errors.add(key_at, FieldCode::Required, "an awareness item needs a key");
        }
        ItemKind::Awareness => {
            if item.item_type == ItemType::SelectOne && item.key.len() != 1 {
                errors.add(
                    key_at.clone(),
                    FieldCode::Inconsistent,
                    "select_one has exactly one right option",
                );
            }
            for code in &item.key {
                match item.options.iter().find(|option| option.code == *code) {
                    None => errors.add(key_at.clone(), FieldCode::Unknown, format!("{code:?} is no option")),
                    Some(option) if option.dont_know => {
                        errors.add(key_at.clone(), FieldCode::Inconsistent, "不清楚 cannot be right");
                    }
                    Some(_) => {}
                }
            }
        }
        _ if !item.key.is_empty() => {
            errors.add(key_at, FieldCode::NotAllowed, "only awareness items have a key");
        }
        _ => {}
    }
}

/// A questionnaire in a list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct QuestionnaireSummary {
    /// Stable name.
    pub slug: String,
    /// This version.
    pub version: u32,
    /// What the answers are for.
    pub purpose: Purpose,
    /// Its title.
    pub title: Bilingual,
    /// How many items it holds.
    pub items: u32,
    /// Whether this version is the one that is asked now.
    pub published: bool,
    /// How many answers this version has.
    pub responses: u64,
    /// When it was imported.
    pub imported_at: crate::time::Timestamp,
}

#[cfg(test)]
mod tests {
    use super::*;

    fn label(text: &str) -> Bilingual {
        Bilingual { zh: text.into(), en: text.into() }
    }

    fn form() -> Questionnaire {
        let options = ["a", "b", "c", "x"]
            .map(|code| ItemOption { code: code.into(), label: label(code), dont_know: code == "x" })
            .to_vec();
        let item = |name: &str, item_type, key: &[&str]| Item {
            name: name.into(),
            kind: ItemKind::Awareness,
            item_type,
            label: label(name),
            options: options.clone(),
            key: key.iter().map(|code| (*code).to_owned()).collect(),
            explanation: None,
        };
        Questionnaire {
            slug: "awareness-household".into(),
            version: 1,
            purpose: Purpose::Measurement,
            title: label("t"),
            pass_at: None,
            items: vec![
                item("q1", ItemType::SelectOne, &["b"]),
                item("q2", ItemType::SelectMultiple, &["a", "c"]),
            ],
        }
    }

    #[test]
    fn an_answer_is_right_when_the_chosen_set_equals_the_key() {
        let form = form();
        let right = |name: &str, chosen: &[&str]| {
            form.item(name).unwrap().is_right(&chosen.iter().map(|c| (*c).to_owned()).collect::<Vec<_>>())
        };
        assert!(right("q1", &["b"]));
        assert!(!right("q1", &[]));
        assert!(!right("q1", &["x"]));
        assert!(right("q2", &["c", "a"]));
        assert!(!right("q2", &["a"]));
        assert!(!right("q2", &["a", "b", "c"]));
    }

    #[test]
    fn a_form_that_cannot_be_scored_is_refused_by_field() {
        assert!(form().check().is_ok());
        let mut bad = form();
        bad.slug = "Bad Slug".into();
        bad.items[0].key = vec!["x".into()];
        bad.items[1].options[1].code = "a".into();
        bad.items[1].name = "q1".into();
        let paths: Vec<_> = bad.check().unwrap_err().fields.into_iter().map(|field| field.path).collect();
        assert_eq!(paths, ["slug", "items.0.key", "items.1.name", "items.1.options.1.code"]);
    }

    #[test]
    fn the_pass_mark_is_three_fifths_unless_given() {
        assert_eq!(form().pass_mark(5), 3);
        assert_eq!(form().pass_mark(6), 4);
        assert_eq!(Questionnaire { pass_at: Some(2), ..form() }.pass_mark(2), 2);
    }

    #[test]
    fn the_asked_form_tells_no_answers() {
        let asked = form().without_key();
        assert!(asked.items.iter().all(|item| item.key.is_empty() && item.explanation.is_none()));
    }
}
