import { describe, expect, it } from "vitest";
import { retryTransient } from "#src/resilience/retry-transient.ts";

class Failure extends Error {
  readonly isTransient: boolean;
  readonly retryAfterMs: number | undefined;

  constructor({
    isTransient = true,
    retryAfterMs,
  }: { isTransient?: boolean; retryAfterMs?: number } = {}) {
    super("failed");
    this.isTransient = isTransient;
    this.retryAfterMs = retryAfterMs;
  }
}

/** Fails with each of the errors in turn, then answers. */
function service(...failures: readonly Failure[]) {
  const left = [...failures];
  let calls = 0;
  return {
    call: async () => {
      calls += 1;
      const failure = left.shift();
      if (failure !== undefined) throw failure;
      return "answer";
    },
    calls: () => calls,
  };
}

const options = { attemptsMax: 3, backoffMsMin: 0 };

describe("Retrying", () => {
  it("tries again while failures are transient", async () => {
    const { call, calls } = service(new Failure(), new Failure());

    expect(await retryTransient(call, options)).toBe("answer");
    expect(calls()).toBe(3);
  });

  it("makes no more than the attempts allowed", async () => {
    const { call, calls } = service(...Array.from({ length: 9 }, () => new Failure()));

    await expect(retryTransient(call, options)).rejects.toBeInstanceOf(Failure);
    expect(calls()).toBe(3);
  });

  it("takes a failure that is not transient as final", async () => {
    const { call, calls } = service(new Failure({ isTransient: false }));

    await expect(retryTransient(call, options)).rejects.toBeInstanceOf(Failure);
    expect(calls()).toBe(1);
  });

  it("waits as long as the service asks", async () => {
    const waits: number[] = [];
    const sleep = async (forMs: number) => void waits.push(forMs);

    await retryTransient(service(new Failure({ retryAfterMs: 7_000 })).call, { ...options, sleep });

    expect(waits).toEqual([7_000]);
  });

  it("gives up on a service that asks for more patience than there is", async () => {
    const { call, calls } = service(new Failure({ retryAfterMs: 60_000 }));

    await expect(retryTransient(call, options)).rejects.toBeInstanceOf(Failure);
    expect(calls()).toBe(1);
  });

  it("begins no attempt after the deadline", async () => {
    const { call, calls } = service(new Failure({ retryAfterMs: 2_000 }));

    await expect(retryTransient(call, { ...options, deadlineMs: 1_000 })).rejects.toBeInstanceOf(
      Failure,
    );
    expect(calls()).toBe(1);
  });

  it("ends a wait with the caller's reason when the caller aborts", async () => {
    const abort = new AbortController();
    const reason = new Error("enough");
    const call = async () => {
      queueMicrotask(() => abort.abort(reason));
      throw new Failure({ retryAfterMs: 20_000 });
    };

    await expect(retryTransient(call, options, abort.signal)).rejects.toBe(reason);
  });
});
