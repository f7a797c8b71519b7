import { describe, expect, it } from "vitest";
import { isUnsafe, networkCodeOf, retryAfterMsOf } from "#src/resilience/network-failure.ts";

describe("A connection", () => {
  it.each([
    "CERT_HAS_EXPIRED",
    "DEPTH_ZERO_SELF_SIGNED_CERT",
    "ERR_TLS_CERT_ALTNAME_INVALID",
    "ERR_SSL_WRONG_VERSION_NUMBER",
    "UNABLE_TO_VERIFY_LEAF_SIGNATURE",
    "CRL_HAS_EXPIRED",
    "HOSTNAME_MISMATCH",
    "EPROTO",
  ])("is not safe after %s", (code) => {
    expect(isUnsafe(code)).toBe(true);
  });

  it.each(["ECONNREFUSED", "ECONNRESET", "ENOTFOUND", "EAI_AGAIN", "EPIPE", "UND_ERR_SOCKET"])(
    "is not unsafe, but broken, after %s",
    (code) => {
      expect(isUnsafe(code)).toBe(false);
    },
  );
});

describe("The code of a network error", () => {
  const refused = Object.assign(new Error("refused"), { code: "ECONNREFUSED" });

  it("is that of the first address tried, however deep", () => {
    const cause = new AggregateError([refused, new Error("other")]);

    expect(networkCodeOf(new TypeError("fetch failed", { cause }))).toBe("ECONNREFUSED");
  });

  it("is none where there is none, even in a ring of causes", () => {
    const ring = new Error("a");
    ring.cause = ring;

    expect(networkCodeOf(ring)).toBeUndefined();
  });
});

describe("Retry-After", () => {
  const nowMs = Date.UTC(2026, 2, 2, 12);

  it.each([
    ["7", 7_000],
    [" 7 ", 7_000],
    [new Date(nowMs + 30_000).toUTCString(), 30_000],
    [new Date(nowMs - 30_000).toUTCString(), 0],
    ["soon", undefined],
    ["", undefined],
    [null, undefined],
  ])("of %j waits %s ms", (header, expected) => {
    expect(retryAfterMsOf(header, () => nowMs)).toBe(expected);
  });
});
