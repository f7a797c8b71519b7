import { describeModelCache } from "#test/contracts/model-cache-contract.ts";
import { createFakeModelCache } from "./fake-model-cache.ts";

describeModelCache("The fake model cache", async () => createFakeModelCache());
