//! A banner with four towns of five villages, lists of households in half of them, a questionnaire of one item, two volunteers, and a
//! plan that the office made with its forms.

use domain::time::Timestamp;
use integration_tests::client::new_id;
use integration_tests::{Client, Database, Program};
use serde_json::{Value, json};

/// Title of the plan.
pub const TITLE: &str = "十一月入户测评";

/// An installation, whoever works with it, and the plan.
pub struct World {
    pub program: Program,
    pub admin: Client,
    pub office: Client,
    pub volunteers: [Client; 2],
    pub plan: String,
}

/// The first version asks one item, later ones two.
fn form(version: u32) -> String {
    let item = |name: &str| {
        format!(
            r#"{{"name":"{name}","kind":"awareness","type":"select_one","label":{{"zh-CN":"题目","en":"Question"}},
"options":[{{"code":"a","label":{{"zh-CN":"甲","en":"A"}}}},{{"code":"b","label":{{"zh-CN":"乙","en":"B"}}}}],"key":["b"]}}"#
        )
    };
    let items = if version == 1 { item("q1") } else { [item("q1"), item("q2")].join(",") };
    format!(
        r#"{{"slug":"one-item","version":{version},"purpose":"measurement","title":{{"zh-CN":"一题","en":"One item"}},"items":[{items}]}}"#
    )
}

/// Code of a village, from 0 to 19.
fn village(index: usize) -> String {
    format!("150623{:02}{:03}", index / 5 + 1, index % 5 + 1)
}

fn areas() -> String {
    let square = |code: &str, level: &str, parent: Value, west: f64, size: f64| {
        let (east, north) = (west + size, 38.0 + size);
        json!({
            "type": "Feature",
            "properties": { "code": code, "name": format!("地{code}"), "level": level, "parent": parent },
            "geometry": { "type": "Polygon", "coordinates":
                [[[west, 38.0], [east, 38.0], [east, north], [west, north], [west, 38.0]]] }
        })
    };
    let mut features = vec![square("150623", "banner", Value::Null, 107.0, 2.0)];
    for town in 0..4 {
        let west = 107.0 + 0.5 * f64::from(town);
        let code = format!("150623{:02}", town + 1);
        features.push(square(&code, "town", json!("150623"), west, 0.5));
        for number in 0..5 {
            let index = usize::try_from(town * 5 + number).unwrap();
            features.push(square(
                &village(index),
                "village",
                json!(code),
                west + 0.1 * f64::from(number),
                0.1,
            ));
        }
    }
    json!({ "type": "FeatureCollection", "features": features }).to_string()
}

/// Households of a village: more in those that come later, so that weights differ.
fn households(index: usize) -> usize {
    40 + 23 * index
}

fn lists() -> String {
    let mut text = "area,household,address,name\n".to_owned();
    for index in (0..20).filter(|index| index % 2 == 0) {
        for number in 1..=households(index) {
            text += &format!("{},H{number:03},东街 {number} 号,\n", village(index));
        }
    }
    text
}

impl World {
    /// Without a plan and volunteers.
    pub async fn new(database: Database) -> Self {
        let mut program = Program::install(database).await.unwrap();
        for (kind, name, content) in
            [("areas", "areas.geojson", areas()), ("questionnaire", "form.json", form(1))]
        {
            let file = program.file(name, content).unwrap();
            program.succeed(&["import", kind, &file], "").unwrap();
        }
        program.serve().unwrap();
        let (admin, office) =
            (program.person("admin").await.unwrap(), program.person("office").await.unwrap());
        let volunteers = [program.client().unwrap(), program.client().unwrap()];
        let world = Self { program, admin, office, volunteers, plan: String::new() };
        let published = world.office.form("/office/questionnaires/one-item/1/publish", &[]).await.unwrap();
        assert_eq!(published.status, 303);
        world
    }

    /// With a plan of 20 areas and 20 households each, shared out among two volunteers.
    pub async fn with_plan(database: Database) -> Self {
        let mut world = Self::new(database).await;
        for (client, name) in world.volunteers.iter().zip(["钱", "孙"]) {
            let link = world.invite().await;
            let fields = [("name", name), ("pin", "271828"), ("pin_again", "271828")];
            assert_eq!(client.form(&link, &fields).await.unwrap().status, 303);
        }
        let file = ("file", "households.csv", "text/csv", lists().into_bytes());
        let imported = world.office.multipart("/office/surveys/lists", &[], &[file]).await.unwrap();
        assert_eq!(imported.status, 303, "{}", imported.text());

        let usual = world.office.inputs("/office/surveys/new").await.unwrap();
        let (from, to) = (usual["from"].clone(), usual["to"].clone());
        let mut fields = vec![
            ("title".to_owned(), TITLE.to_owned()),
            ("questionnaire".to_owned(), "one-item/1".to_owned()),
            ("purpose".to_owned(), "measurement".to_owned()),
            ("from".to_owned(), from),
            ("to".to_owned(), to),
            ("draw".to_owned(), "20".to_owned()),
            ("seed".to_owned(), "20261123".to_owned()),
        ];
        for index in 0..20 {
            fields.push(("area".to_owned(), village(index)));
            if !world.has_list(index) {
                fields.push((format!("households.{}", village(index)), households(index).to_string()));
            }
        }
        let fields: Vec<_> = fields.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
        let made = world.office.form("/office/surveys/new", &fields).await.unwrap();
        assert_eq!(made.status, 303, "{}", made.text());
        world.plan = made.header("location").rsplit('/').next().unwrap().to_owned();
        let assign = format!("/office/surveys/{}/assign", world.plan);
        assert_eq!(world.office.form(&assign, &[("action", "all")]).await.unwrap().status, 303);
        world
    }

    /// Makes another plan, for publicity with training questions, in the first village; its id.
    pub async fn publicity(&self) -> String {
        let usual = self.office.inputs("/office/surveys/new").await.unwrap();
        let fields = [
            ("title", "宣传"),
            ("questionnaire", "civic-quiz/1"),
            ("purpose", "publicity"),
            ("from", &usual["from"]),
            ("to", &usual["to"]),
            ("draw", "5"),
            ("area", &village(0)),
        ];
        let made = self.office.form("/office/surveys/new", &fields).await.unwrap();
        assert_eq!(made.status, 303, "{}", made.text());
        made.header("location").rsplit('/').next().unwrap().to_owned()
    }

    /// Which village a code is.
    pub fn index(&self, code: &str) -> usize {
        (0..20).find(|index| village(*index) == code).unwrap()
    }

    /// Whether a village has a list of households.
    pub fn has_list(&self, index: usize) -> bool {
        index.is_multiple_of(2)
    }

    /// Makes an invitation for somebody new; the path of its link.
    pub async fn invite(&self) -> String {
        self.invite_for("").await
    }

    /// Makes an invitation for a volunteer's other phone; the path of its link.
    pub async fn invite_for(&self, volunteer: &str) -> String {
        let fields = [("note", "第三组"), ("volunteer", volunteer)];
        let page = self.office.form("/office/surveys/volunteers", &fields).await.unwrap();
        assert_eq!(page.status, 200);
        let text = page.text();
        let link = text.split("/join/").nth(1).unwrap().split('<').next().unwrap();
        format!("/join/{link}")
    }

    /// Ids of the volunteers, as the office may choose them.
    pub async fn volunteer_ids(&self) -> Vec<String> {
        let page = self.office.get("/office/surveys/volunteers").await.unwrap().text();
        let values = page.split("<option value=\"").skip(1).filter_map(|rest| rest.split('"').next());
        values.filter(|value| !value.is_empty()).map(str::to_owned).collect()
    }

    /// Imports and publishes another version of the questionnaire.
    pub async fn publish_version(&self, version: u32) {
        let file = self.program.file("next.json", form(version)).unwrap();
        self.program.succeed(&["import", "questionnaire", &file], "").unwrap();
        let path = format!("/office/questionnaires/one-item/{version}/publish");
        assert_eq!(self.office.form(&path, &[]).await.unwrap().status, 303);
    }
}

/// A visit that was over a minute ago, later for each attempt, at the middle of its village.
pub fn visit(world: &World, area: &str, household: &str, attempt: usize, outcome: &str) -> Value {
    // A new id carries the moment at which it was made.
    let (seconds, _) = new_id().get_timestamp().unwrap().to_unix();
    let ended = i64::try_from(seconds).unwrap() * 1_000 - 60_000;
    let minutes = 60_000 * i64::try_from(4 - attempt.min(3)).unwrap();
    let moment = |ms: i64| Timestamp(ms).to_rfc3339();
    let index = world.index(area);
    let lng = 107.05 + 0.1 * index as f64;
    let interviewed = outcome == "interviewed";
    let response = interviewed.then(|| {
        json!({
            "id": new_id(), "questionnaire": "one-item", "version": 1, "respondent": null, "answers": { "q1": ["b"] },
            "started_at": moment(ended - minutes), "submitted_at": moment(ended)
        })
    });
    json!({
        "plan": world.plan, "area": area, "household": household, "attempt": attempt, "purpose": "measurement",
        "outcome": outcome, "consent": interviewed, "adults": interviewed.then_some(3), "respondent_note": null,
        "started_at": moment(ended - minutes), "ended_at": moment(ended),
        "location": { "lat": 38.05, "lng": lng, "accuracy_m": 20.0, "source": "device" },
        "note": null, "response": response
    })
}
