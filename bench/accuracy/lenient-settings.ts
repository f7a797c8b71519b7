import { writeFile } from "node:fs/promises";
import path from "node:path";
import { ibanFact } from "#src/adapters/offline/identifiers.ts";
import { rules } from "#src/domain/rules.ts";
import type { Truth } from "./truth.ts";

/** Settings under which nothing but doubt keeps a document from being approved, so that an unmarked lie would show. */
export async function writeLenientSettings(folder: string, truths: readonly Truth[]) {
  const policy = path.join(folder, "policy.yaml");
  const noWeights = Object.fromEntries(rules.map(({ id }) => [id, 0]));
  await writeFile(
    policy,
    JSON.stringify({
      risk: { weightBySeverity: { error: 0, warning: 0, info: 0 }, weightByRule: noWeights },
      rejectRules: [],
      autoApproval: { limitInBaseCurrency: "1000000000000" },
      exchangeRateAgeDaysMax: 36_500,
    }),
  );
  const sellers = path.join(folder, "sellers.csv");
  const quoted = (text: string): string => `"${text.replaceAll('"', '""')}"`;
  const lines = truths.flatMap(({ values }, index) => {
    const [name] = values.sellerName ?? [];
    const iban = values.iban?.find((account) => ibanFact(account).status === "valid") ?? "";
    const [vatId = ""] = values.sellerVatId ?? [];
    return name === undefined ? [] : [[`S-${index}`, name, vatId, iban].map(quoted).join(",")];
  });
  await writeFile(sellers, ["sellerId,name,vatId,iban", ...lines].join("\n"));
  return ["--policy", policy, "--sellers", sellers] as const;
}
