import { Send } from "@langchain/langgraph";
import { followUpsOf } from "#src/checks/follow-ups.ts";
import { type FollowUpNode, followUpNodes } from "#src/domain/check-node.ts";
import type { InvoiceState, InvoiceUpdate } from "#src/state/invoice-state.ts";
import { findingsOf } from "./assess-risk.ts";
import { drafted } from "./drafted.ts";
import type { searchRegisterNode } from "./search-register.ts";

/** What the follow-ups are made with. */
export type FollowUpDeps = Parameters<typeof searchRegisterNode>[0];

/** Waits for all repeated checks, so that what follows them is sent once, and on their findings. */
export const followUpNode = (): InvoiceUpdate => ({});

/** The places `routeFollowUps` may name. */
export const followUpRoutes: (FollowUpNode | "assess_risk")[] = [...followUpNodes, "assess_risk"];

/** Where checked findings go: to the further checks they ask for, each by a `Send` of its own, else on to the risk. */
export const routeFollowUps =
  (deps: Pick<FollowUpDeps, "companySearch">) =>
  (state: InvoiceState): Send[] | "assess_risk" => {
    if (deps.companySearch === undefined) return "assess_risk";
    const wanted = followUpsOf(drafted(state).invoice, findingsOf(state));
    if (wanted.length === 0) return "assess_risk";
    return wanted.map((node) => new Send(node, state));
  };
