/** Marks an SQLite file as a ledger of this program (`PRAGMA application_id`): "FANF" in ASCII. */
export const ledgerApplicationId = 0x46_41_4e_46;
