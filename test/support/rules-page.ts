import { checkNames } from "#src/domain/finding.ts";
import { defaultPolicy, weightOf } from "#src/domain/policy.ts";
import type { Rule } from "#src/domain/rule.ts";
import { rules } from "#src/domain/rules.ts";

const introduction = `# Rules

Every rule a check reports, by check. A finding is **verified** if what the second column says holds, **contradicted** if the
document or a fact says otherwise, and **unknown** if it could not be told. Only contradicted findings add to the risk score;
any unknown finding leaves the decision to a person.

Ids that begin with \`BR-\` are those of EN 16931, whose official validation uses the same; the others are our own. EN 16931
counts a VAT amount as wrong from one currency unit on (BR-CO-17, and the rules 08 and 09 of taxed categories); we report a
smaller difference as a warning. A difference of one minor unit in a sum is a warning, in a rounded product it is none. What
an e-invoice lacks is a contradiction, and only a warning where it follows another standard (unless a payment cannot be
judged without it: BR-02, 03, 05, 06, 14); what page text lacks may merely not have been read. Summary profiles of Factur-X
(MINIMUM, BASIC WL) are not asked for lines.

**Weight** is what one contradiction of the rule's own severity weighs under the default policy: the chance that it is a real
problem. The score is \`1 - (1 - weight) x (1 - weight) x ...\` over all contradicted rules, each counted once. Weights, limits
and the rules that reject outright are set in a policy file: see \`policy.example.yaml\`.

An invoice is approved without a person only if its score is below \`risk.autoApproveBelow\`, no error is contradicted,
nothing is unknown, number, seller, total, currency and issue date are there, and neither total nor amount due is above the
limit. A credit note needs the number of the invoice it corrects; the limit applies to its absolute amounts. Receipts,
negative invoices and documents of unknown kind are always for a person, and so is what only a QR code states. A duplicate (\`DUPLICATE-CONTENT\`,
\`DUPLICATE-NUMBER\`) is rejected; of a scan or a file of several invoices, whose number may be misread, only the same content. An account not on file (\`SELLER-IBAN-CHANGED\`) goes to a manager whatever else is
right; list it under \`rejectRules\` to reject it.
`;

/** The text of \`docs/rules.md\`, from the list of rules in code. */
export function rulesPage(): string {
  const sections = checkNames.map((check) => {
    const rows = rules.filter((rule) => rule.check === check).map(rowOf);
    return [
      `## ${check}`,
      "",
      "| rule | verified when | unknown when | severity | weight |",
      "| --- | --- | --- | --- | --- |",
      ...rows,
      "",
    ].join("\n");
  });
  return [introduction, ...sections].join("\n");
}

function rowOf({ id, meaning, unknownWhen = "", severity }: Rule): string {
  const weight = weightOf({ rule: id, severity }, defaultPolicy);
  return `| ${id} | ${meaning} | ${unknownWhen} | ${severity} | ${weight} |`;
}
