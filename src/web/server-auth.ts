import { Auth, HTTPException } from "@langchain/langgraph-sdk/auth";
import { type FindCaller, localCaller } from "./callers.ts";
import { isPublic } from "./routes.ts";

const nobody = { identity: "nobody", permissions: [], is_authenticated: false };

/**
 * Who a request is from, and what of the server's is theirs: threads and their runs belong to who made them. Assistants are
 * settings and hold no documents: all read them, their maker changes them.
 *
 * @param findCaller - Absent where nobody but this machine is served: everything belongs to its user.
 */
export function createServerAuth(findCaller: FindCaller | undefined) {
  const auth = new Auth().authenticate(async (request) => {
    if (isPublic(new URL(request.url).pathname)) return nobody;
    const caller =
      findCaller === undefined ? localCaller : findCaller(request.headers.get("authorization"));
    if (caller === undefined) throw unauthorized();
    return { identity: caller.name, permissions: [...caller.roles], is_authenticated: true };
  });
  if (findCaller === undefined) return auth;
  const keepOwner = ({ value, user }: Owned) => {
    value.metadata = { ...value.metadata, owner: user.identity };
    return { owner: user.identity };
  };
  return auth
    .on("threads", ({ user }) => ({ owner: user.identity }))
    .on("threads:create", keepOwner)
    .on("threads:update", keepOwner)
    .on("threads:create_run", keepOwner)
    .on("assistants:create", keepOwner)
    .on("assistants:update", keepOwner)
    .on("assistants:delete", ({ user }) => ({ owner: user.identity }))
    .on("store", ({ user }) => user.permissions.includes("review"));
}

type Owned = {
  readonly value: { metadata?: Record<string, unknown> | null | undefined };
  readonly user: { readonly identity: string };
};

const unauthorized = (): HTTPException =>
  new HTTPException(401, {
    message: "a token is needed: send the header Authorization: Bearer <token>",
    headers: { "www-authenticate": "Bearer" },
  });
