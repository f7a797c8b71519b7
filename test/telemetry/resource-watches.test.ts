import { describe, expect, it } from "vitest";
import { createResourceWatches, watchesMax } from "#src/telemetry/resource-watches.ts";

function someWatches() {
  const running = new Set<number>();
  let opened = 0;
  const watches = createResourceWatches(() => {
    const id = (opened += 1);
    running.add(id);
    return { measured: () => undefined, stop: () => void running.delete(id) };
  });
  return { watches, running, opened: () => opened };
}

describe("The watches of a process", () => {
  it("are one for each batch, however often it begins", () => {
    const { watches, opened } = someWatches();
    watches.begin("a");
    watches.begin("a");
    watches.begin("b");

    expect(opened()).toBe(2);
  });

  it("end with their batch, and begin anew when it is run again", () => {
    const { watches, running, opened } = someWatches();
    watches.begin("a");
    watches.end("a");
    expect(running.size).toBe(0);

    watches.begin("a");
    expect([opened(), running.size]).toEqual([2, 1]);
  });

  it("are bounded: the oldest is stopped for a new one", () => {
    const { watches, running } = someWatches();
    for (let index = 0; index < watchesMax + 5; index += 1) watches.begin(`batch ${index}`);

    expect(running.size).toBe(watchesMax);
    expect([...running][0]).toBe(6);
  });

  it("leave none running when the process closes them", () => {
    const { watches, running } = someWatches();
    watches.begin("a");
    watches.begin("b");
    watches.close();

    expect(running.size).toBe(0);
    expect(watches.end("a")).toBeUndefined();
  });
});
