import { describeLedger } from "#test/contracts/ledger-contract.ts";
import { createFakeLedger } from "./fake-ledger.ts";

describeLedger("The fake ledger", async () => createFakeLedger());
