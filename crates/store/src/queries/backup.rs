//! All tables as JSON rows, the same for both engines.

use super::{Connection, Db, Row, dialect};
use crate::error::StoreError;
use crate::operations::backup::{Kind, Table};
use futures::TryStreamExt;
use serde_json::{Map, Value};
use sqlx::{AssertSqlSafe, QueryBuilder, Row as _};
use uuid::Uuid;

/// Gives every row of a table to `sink`, in an order that may be loaded again.
pub(crate) async fn dump(
    connection: &mut Connection,
    table: &Table,
    sink: &mut (dyn FnMut(&str, Value) -> std::io::Result<()> + Send),
) -> Result<(), StoreError> {
    let columns: Vec<&str> = table.columns.iter().map(|(name, _)| *name).collect();
    let text = format!("SELECT {} FROM {} ORDER BY {}", columns.join(", "), table.name, table.order);
    let mut rows = sqlx::query(AssertSqlSafe(text)).fetch(connection);
    while let Some(row) = rows.try_next().await? {
        let mut object = Map::new();
        for (index, (name, kind)) in table.columns.iter().enumerate() {
            object.insert((*name).to_owned(), value_of(&row, index, *kind)?);
        }
        sink(table.name, Value::Object(object)).map_err(|error| StoreError::Backup(error.to_string()))?;
    }
    Ok(())
}

fn value_of(row: &Row, index: usize, kind: Kind) -> Result<Value, StoreError> {
    Ok(match kind {
        Kind::Text => row.try_get::<Option<String>, _>(index)?.into(),
        Kind::Integer => row.try_get::<Option<i64>, _>(index)?.into(),
        Kind::Real => row.try_get::<Option<f64>, _>(index)?.into(),
        Kind::Boolean => row.try_get::<Option<bool>, _>(index)?.into(),
        Kind::Uuid => row.try_get::<Option<Uuid>, _>(index)?.map(|id| id.to_string()).into(),
        Kind::Bytes => row.try_get::<Option<Vec<u8>>, _>(index)?.map(|bytes| hex(&bytes)).into(),
    })
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

fn unhex(text: &str) -> Option<Vec<u8>> {
    (0..text.len()).step_by(2).map(|at| u8::from_str_radix(text.get(at..at + 2)?, 16).ok()).collect()
}

/// Loads one row; values must be of the column's kind.
pub(crate) async fn load(connection: &mut Connection, table: &Table, row: &Value) -> Result<(), StoreError> {
    let wrong = |name: &str| StoreError::Backup(format!("{}: the column {name} cannot be read", table.name));
    let columns: Vec<&str> = table.columns.iter().map(|(name, _)| *name).collect();
    let mut query =
        QueryBuilder::<Db>::new(format!("INSERT INTO {} ({}) VALUES (", table.name, columns.join(", ")));
    for (index, (name, kind)) in table.columns.iter().enumerate() {
        if index > 0 {
            query.push(", ");
        }
        // A backup of an older program lacks the columns that came later; they are empty.
        let value = row.get(*name).unwrap_or(&Value::Null);
        let null = value.is_null();
        let readable = match kind {
            Kind::Text => bind(&mut query, value.as_str().map(str::to_owned)),
            Kind::Integer => bind(&mut query, value.as_i64()),
            Kind::Real => bind(&mut query, value.as_f64()),
            Kind::Boolean => bind(&mut query, value.as_bool()),
            Kind::Uuid => bind(&mut query, value.as_str().and_then(|text| Uuid::parse_str(text).ok())),
            Kind::Bytes => bind(&mut query, value.as_str().and_then(unhex)),
        };
        if !readable && !null {
            return Err(wrong(name));
        }
        if !readable {
            query.push("NULL");
        }
    }
    query.push(")").build().execute(connection).await?;
    Ok(())
}

/// Binds a value that could be read; whether it could.
fn bind<'q, T>(query: &mut QueryBuilder<Db>, value: Option<T>) -> bool
where
    T: sqlx::Encode<'q, Db> + sqlx::Type<Db>,
{
    let Some(value) = value else { return false };
    query.push_bind(value);
    true
}

/// Whether a database holds nothing that a restore would mix with.
pub(crate) async fn is_empty(connection: &mut Connection) -> Result<bool, StoreError> {
    let row = sqlx::query(
        "SELECT (SELECT COUNT(*) FROM reports) + (SELECT COUNT(*) FROM responses) + (SELECT COUNT(*) FROM users)
            + (SELECT COUNT(*) FROM areas)",
    )
    .fetch_one(connection)
    .await?;
    Ok(row.try_get::<i64, _>(0)? == 0)
}

/// Empties a table before a restore: a fresh database has questionnaires and settings of its own.
pub(crate) async fn clear(connection: &mut Connection, table: &Table) -> Result<(), StoreError> {
    sqlx::query(AssertSqlSafe(format!("DELETE FROM {}", table.name))).execute(connection).await?;
    Ok(())
}

pub(crate) async fn begin(connection: &mut Connection) -> Result<(), StoreError> {
    sqlx::query(dialect::DEFER_KEYS).execute(connection).await?;
    Ok(())
}

/// After loading, numbers that the engine gives must not collide with loaded ones.
pub(crate) async fn finish(connection: &mut Connection, tables: &[Table]) -> Result<(), StoreError> {
    // Backups from before the ledger have no end of it.
    sqlx::query(
        "INSERT INTO ledger_head (id, position, ledger_hash) VALUES (1, 0, $1) ON CONFLICT DO NOTHING",
    )
    .bind("0".repeat(64))
    .execute(&mut *connection)
    .await?;
    for table in tables.iter().filter(|table| table.numbered) {
        if let Some(text) = dialect::renumber(table.name) {
            sqlx::query(AssertSqlSafe(text)).execute(&mut *connection).await?;
        }
    }
    Ok(())
}
