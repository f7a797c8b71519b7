import { describe, expect, it } from "vitest";
import { isMaintenance } from "#src/web/close-maintenance.ts";
import { accessTo, runRouteOf } from "#src/web/routes.ts";

describe("access to a route", () => {
  it.each([
    ["GET", "/healthz", "anybody"],
    ["GET", "/ok", "anybody"],
    ["GET", "/metrics", ["read"]],
    ["GET", "/batches/b1/results", ["read"]],
    ["POST", "/threads/search", ["read"]],
    ["POST", "/assistants/count", ["read"]],
    ["POST", "/threads/t/history", ["read"]],
    ["POST", "/threads", ["run", "review"]],
    ["POST", "/runs/wait", ["run", "review"]],
    ["DELETE", "/threads/t", ["run", "review"]],
    ["POST", "/healthz", ["run", "review"]],
    ["POST", "/threads/t/state", "nobody"],
    ["GET", "/threads/t/state", ["read"]],
    ["GET", "/runs/r/stream", "nobody"],
    ["POST", "/store/items/search", ["review"]],
    ["PUT", "/store/items", ["review"]],
    ["POST", "/of/tomorrow", ["run", "review"]],
  ])("%s %s needs %j", (method, path, access) => {
    expect(accessTo(method, path)).toEqual(access);
  });

  it.each([
    ["POST", "/runs", {}],
    ["POST", "/runs/stream", {}],
    ["POST", "/runs/batch", {}],
    ["POST", "/threads/t/runs/wait", { threadId: "t" }],
    ["GET", "/threads/t/runs", undefined],
    ["POST", "/threads/t/runs/r/cancel", undefined],
    ["POST", "/runs/crons", undefined],
  ])("%s %s creates runs: %j", (method, path, route) => {
    expect(runRouteOf(method, path)).toEqual(route);
  });
});

describe("maintenance routes", () => {
  it.each([
    "/internal/truncate",
    "/INTERNAL/truncate",
    "/%69nternal/truncate",
    "/x/../internal/truncate",
    "/x/%2e%2e/internal/truncate",
    "/internal",
    "/internal?x=1",
    "http://localhost:2024/internal/truncate",
    "\\internal\\truncate",
  ])("are known however they are written: %s", (target) => {
    expect(isMaintenance(target)).toBe(true);
  });

  it.each(["/batches/internal", "/internals", "/threads/search", "/?path=/internal/truncate"])(
    "are not taken for others: %s",
    (target) => {
      expect(isMaintenance(target)).toBe(false);
    },
  );
});
