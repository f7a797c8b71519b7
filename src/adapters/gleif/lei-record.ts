import { z } from "zod";

/** Records of one answer that are looked at; who has more candidates than that is not told apart. */
export const candidatesMax = 50;

/** Characters of a text that are kept. */
const textCharsMax = 300;

const Text = z.string().transform((text) => text.slice(0, textCharsMax));

const LeiRecord = z.object({
  attributes: z.object({
    lei: Text,
    entity: z.object({
      legalName: z.object({ name: Text }),
      legalAddress: z.object({ country: z.string().max(10) }),
      registeredAs: Text.nullish(),
      status: z.string().max(50).nullish(),
    }),
    registration: z.object({ status: z.string().max(50) }),
  }),
});

/** An answer of `/lei-records`, which is JSON:API. */
export const LeiRecords = z.object({
  data: z.array(LeiRecord).max(candidatesMax),
  meta: z.object({ pagination: z.object({ total: z.int().min(0) }) }),
});
export type LeiRecords = z.infer<typeof LeiRecords>;
export type LeiRecord = LeiRecords["data"][number]["attributes"];

/** Records that stand for no company: given twice, by mistake, or not yet. */
const voidRegistrations: ReadonlySet<string> = new Set(["DUPLICATE", "ANNULLED", "CANCELLED"]);

/** Whether an answer has this LEI as one that a company was given by mistake, because it had another: the company exists. */
export const isDuplicate = ({ data }: LeiRecords, lei: string): boolean =>
  data.some(
    ({ attributes }) => attributes.lei === lei && attributes.registration.status === "DUPLICATE",
  );

/** Records of companies in an answer. */
export const recordsOf = ({ data }: LeiRecords): LeiRecord[] =>
  data
    .map(({ attributes }) => attributes)
    .filter(({ registration }) => !voidRegistrations.has(registration.status));

/**
 * Whether the company of a record exists; undefined if the record does not tell. A lapsed registration says that nobody paid
 * for the LEI this year, and nothing about the company.
 */
export function statusOf({
  entity,
  registration,
}: LeiRecord): "registered" | "inactive" | undefined {
  if (registration.status === "RETIRED" || registration.status === "MERGED") return "inactive";
  if (entity.status === "ACTIVE") return "registered";
  return entity.status === "INACTIVE" ? "inactive" : undefined;
}

const leiShape = /^[0-9A-Z]{18}\d{2}$/;

/** Whether a text is an LEI with correct check digits (ISO 17442, modulo 97-10). */
export function isLei(text: string): boolean {
  if (!leiShape.test(text)) return false;
  const digits = text.replaceAll(/[A-Z]/g, (letter) => String(Number.parseInt(letter, 36)));
  return BigInt(digits) % 97n === 1n;
}
