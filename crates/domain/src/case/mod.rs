//! Cases (案件): an incident that a unit must put right, with its history. The ledger (台账) is all of them.
