import { z } from "zod";

/**
 * What a token may do. Each role includes `read`.
 *
 * read: look at graphs, at what is one's own and at metrics; run: process documents; review: see every batch and decide on
 * what waits for a person.
 */
export const Role = z.enum(["read", "run", "review"]);
export type Role = z.infer<typeof Role>;

export type ApiToken = {
  /** To whom threads and batches belong. Two tokens of one name are one owner, so that a token can be replaced. */
  readonly name: string;
  readonly roles: readonly Role[];
  readonly token: string;
};

const tokensMax = 100;
/** 128 bits in base 64 have 22 characters. */
const tokenPattern = /^[\w.~+/=-]{22,256}$/;
const namePattern = /^[\w.-]{1,64}$/;

/** Entries `name:roles:token`, separated by commas or spaces; roles are joined by `+`. No message repeats a token. */
export const ApiTokens = z.string().transform((text, context): readonly ApiToken[] => {
  const entries = text.split(/[\s,]+/).filter((entry) => entry !== "");
  const tokens = entries.map((entry, index) => {
    const found = tokenOf(entry);
    if (typeof found === "string") context.addIssue(`entry ${index + 1}: ${found}`);
    return found;
  });
  if (tokens.length > tokensMax) context.addIssue(`more than ${tokensMax} entries`);
  const read = tokens.filter((token) => typeof token !== "string");
  if (new Set(read.map(({ token }) => token)).size < read.length) {
    context.addIssue("one token stands there twice; give each entry its own");
  }
  return read;
});

/** @returns What is wrong with it, if something is. */
function tokenOf(entry: string): ApiToken | string {
  const [name = "", given = "", token = "", ...rest] = entry.split(":");
  if (rest.length > 0 || token === "") return "expected name:roles:token";
  if (!namePattern.test(name)) return "a name has 1 to 64 letters, digits, dots or dashes";
  const roles = z.array(Role).safeParse(given.split("+"));
  if (!roles.success) return `roles are ${Role.options.join(", ")}, joined by +`;
  if (!tokenPattern.test(token)) {
    return "a token has at least 22 letters and digits; make one with: openssl rand -hex 32";
  }
  return { name, roles: [...new Set<Role>(["read", ...roles.data])], token };
}
