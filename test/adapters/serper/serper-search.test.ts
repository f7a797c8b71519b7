import { describe, expect, it } from "vitest";
import { createSerperSearch } from "#src/adapters/serper/serper-search.ts";
import type { WebSearch } from "#src/ports/web-search.ts";
import { describeLiveService } from "#test/contracts/live-service-contract.ts";
import { companyOnTheWeb, describeWebSearch } from "#test/contracts/web-search-contract.ts";
import type { DoubleServer } from "#test/fakes/services/double-server.ts";
import { startSerperDouble } from "#test/fakes/services/serper-server.ts";
import { type AdapterOptions, useDouble } from "#test/support/live-adapter.ts";

const start = async (): Promise<DoubleServer> =>
  await startSerperDouble(
    [
      {
        title: "Beispiel Werke – Maschinen aus Berlin",
        link: "https://www.beispiel-werke.de/start",
      },
      { title: "Home", link: "https://shop.beispielwerke.example/" },
      { title: "Werke von Beispielen", link: "https://museum.example/werke" },
      { title: "Our products", link: "https://www.3m.example/" },
      { title: "3M and others: a comparison", link: "https://blog.example/" },
      { title: "Böse Seite GmbH", link: "javascript:alert(1)" },
      { title: "Böse Seite GmbH", link: "not a link" },
    ],
    { apiKey: "test-key" },
  );
const { server, wired } = useDouble(start);

const create = (options: AdapterOptions = {}): WebSearch =>
  createSerperSearch({ ...wired(options), apiKey: options.apiKey ?? "test-key" });

describeWebSearch("Serper", {
  create,
  failNext: () => server().failNext({ kind: "answer", status: 503, text: "" }),
});

describeLiveService("Serper", {
  start,
  ask: async (call, options) =>
    await create({ call, ...options }).findCompany(companyOnTheWeb, options.signal),
});

describe("Serper", () => {
  it("says which key to check where it takes ours for a wrong one", async () => {
    const search = create({ apiKey: "another" });

    await expect(search.findCompany(companyOnTheWeb)).rejects.toMatchObject({
      isTransient: false,
      isOutage: true,
      message: "Serper: it refuses us (HTTP 403); check SERPER_API_KEY",
    });
  });

  it("finds a company by the title of a result or by its host name, and by nothing else", async () => {
    const { sites } = await create().findCompany({ name: "Beispiel Werke GmbH" });

    expect(sites).toEqual(["beispiel-werke.de", "shop.beispielwerke.example"]);
  });

  it("finds a short name by host names only: it stands in titles of anybody", async () => {
    expect((await create().findCompany({ name: "3M" })).sites).toEqual(["3m.example"]);
  });

  it("names no site of a link that is no web address", async () => {
    expect(await create().findCompany({ name: "Böse Seite GmbH" })).toMatchObject({
      status: "not_found",
      sites: [],
    });
  });

  it("asks for the name as a whole, and for the place", async () => {
    await create().findCompany({ name: 'Bei"spiel* (Werke)\n| GmbH', place: "Germany" });

    expect(server().received.at(-1)?.body).toEqual({
      q: '"Bei spiel Werke GmbH" Germany',
      num: 10,
    });
  });

  it("takes answers without results for no answer, not for a company that is not there", async () => {
    server().failNext({ kind: "answer", text: '{"message":"Not enough credits"}' });

    await expect(create().findCompany(companyOnTheWeb)).rejects.toMatchObject({
      code: "port.unavailable",
    });
  });

  it("does not ask for a name without letters", async () => {
    const before = server().received.length;

    await expect(create().findCompany({ name: "***" })).rejects.toMatchObject({
      code: "port.unavailable",
    });
    expect(server().received).toHaveLength(before);
  });
});
