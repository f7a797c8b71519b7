import { createHmac, randomBytes, timingSafeEqual } from "node:crypto";
import type { ApiToken, Role } from "#src/domain/api-token.ts";

/** Who asks. */
export type Caller = { readonly name: string; readonly roles: readonly Role[] };

/** The user of this machine, where nobody else is let in. */
export const localCaller: Caller = { name: "local", roles: ["read", "run", "review"] };

/** Tells whose token an `Authorization` header holds. */
export type FindCaller = (authorization: string | null) => Caller | undefined;

/**
 * Looks up bearer tokens in a time that tells nothing: what is compared are digests under a key of this process, and every token is
 * looked at.
 */
export function createFindCaller(tokens: readonly ApiToken[]): FindCaller {
  const key = randomBytes(32);
  const digestOf = (token: string): Buffer => createHmac("sha256", key).update(token).digest();
  const known = tokens.map(({ name, roles, token }) => ({
    caller: { name, roles },
    digest: digestOf(token),
  }));
  return (authorization) => {
    const given = digestOf(/^Bearer +(\S+)$/i.exec(authorization ?? "")?.[1] ?? "");
    let found: Caller | undefined;
    for (const { caller, digest } of known) {
      if (timingSafeEqual(digest, given)) found = caller;
    }
    return found;
  };
}
