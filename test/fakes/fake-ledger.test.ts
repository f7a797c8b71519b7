import { describeLedger } from "#test/contracts/ledger-contract.ts";
import { describeLedgerReviews } from "#test/contracts/ledger-reviews-contract.ts";
import { createFakeLedger } from "./fake-ledger.ts";

describeLedger("The fake ledger", async () => createFakeLedger());
describeLedgerReviews("The fake ledger", async () => createFakeLedger());
