import type { LangGraphRunnableConfig } from "@langchain/langgraph";

/** Whose batch a run of the server makes: its caller's, as the server's authentication knows it. A command has no caller. */
export function ownerOf(config: LangGraphRunnableConfig): { readonly owner?: string } {
  const owner: unknown = config.configurable?.["langgraph_auth_user_id"];
  return typeof owner === "string" ? { owner } : {};
}
