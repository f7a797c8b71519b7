import { createCompaniesHouseRegister } from "#src/adapters/companies-house/companies-house-register.ts";
import { createCompaniesHouseSearch } from "#src/adapters/companies-house/companies-house-search.ts";
import { createFrankfurterExchangeRates } from "#src/adapters/frankfurter/exchange-rates.ts";
import { createGleifRegister } from "#src/adapters/gleif/gleif-register.ts";
import { openHttpConnections } from "#src/adapters/http/connections.ts";
import { createGooglePlaceFinder } from "#src/adapters/google/place-finder.ts";
import { createLayeredAddressValidator } from "#src/adapters/layered/address-validator.ts";
import { createLayeredExchangeRates } from "#src/adapters/layered/exchange-rates.ts";
import { createLayeredSellerRegistry } from "#src/adapters/layered/seller-registry.ts";
import { createNominatimPlaceFinder } from "#src/adapters/nominatim/place-finder.ts";
import { createSerperSearch } from "#src/adapters/serper/serper-search.ts";
import type { ServiceKeys } from "#src/adapters/settings-files/read-services.ts";
import { createCallsByCountry } from "#src/adapters/vies/calls-by-country.ts";
import { createViesRegister } from "#src/adapters/vies/vies-register.ts";
import type { ServiceReading } from "#src/domain/measurement.ts";
import type { ServiceName, Services } from "#src/domain/service-settings.ts";
import type { AddressValidator } from "#src/ports/address-validator.ts";
import type { CompanyRegister } from "#src/ports/company-register.ts";
import type { CompanySearch } from "#src/ports/company-search.ts";
import type { ExchangeRates } from "#src/ports/exchange-rates.ts";
import type { PlaceFinder } from "#src/ports/place-finder.ts";
import type { SellerRegistry } from "#src/ports/seller-registry.ts";
import {
  type ControlledServiceCall,
  createServiceCall,
} from "#src/resilience/create-service-call.ts";
import type { ServiceCall } from "#src/resilience/service-call.ts";
import type { ServiceSettings } from "#src/resilience/service-settings.ts";
import { onServiceEvent, type ServiceEventDeps } from "./service-events.ts";

/*
 * Part of the composition root: the live services, each with its policies around it, layered over the ports that answer offline.
 */

/** Ports that answer without any service. */
type OfflinePorts = {
  readonly sellerRegistry: SellerRegistry;
  readonly addressValidator: AddressValidator;
  readonly exchangeRates: ExchangeRates;
};

type LivePorts = OfflinePorts & {
  /** Absent where no register that can be searched is switched on. */
  readonly companySearch?: CompanySearch | undefined;
};

type Deps = ServiceEventDeps & { readonly keys: ServiceKeys; readonly now: () => number };

/** @returns The ports with the services that are switched on, how each does at this moment, and `close`, which ends what is under way and every connection. */
export function openServices(
  services: Services,
  offline: OfflinePorts,
  { keys, now, ...told }: Deps,
): LivePorts & { readings(): readonly ServiceReading[]; close(): Promise<void> } {
  const calls = openCalls(told);
  const connections = openHttpConnections();
  /** What every adapter is made with; `undefined` for a service that is off. */
  const wired = (name: ServiceName) => {
    const settings = services[name];
    if (settings === undefined) return undefined;
    const call = calls.of(name, settings);
    return { baseUrl: withSlash(settings.baseUrl), fetch: connections.fetch, call, now };
  };
  const vies = wired("vies");
  const gleif = wired("gleif");
  const house = wired("companiesHouse");
  const companiesHouse = house && { ...house, apiKey: keys.companiesHouse ?? "" };
  const serper = wired("serper");
  const registers: CompanyRegister[] = [
    ...(vies ? [createViesRegister(vies)] : []),
    ...(gleif ? [createGleifRegister(gleif)] : []),
    ...(companiesHouse ? [createCompaniesHouseRegister(companiesHouse)] : []),
  ];
  const placeFinder = placeFinderOf(services, keys, wired);
  const frankfurter = wired("frankfurter");
  const webSearch = serper && createSerperSearch({ ...serper, apiKey: keys.serper ?? "" });
  return {
    sellerRegistry: createLayeredSellerRegistry({
      base: offline.sellerRegistry,
      registers,
      ...(webSearch && { webSearch }),
    }),
    companySearch: companiesHouse && createCompaniesHouseSearch(companiesHouse),
    addressValidator: createLayeredAddressValidator({
      base: offline.addressValidator,
      ...(placeFinder && { placeFinder }),
    }),
    exchangeRates: createLayeredExchangeRates({
      base: offline.exchangeRates,
      ...(frankfurter && {
        service: { name: "Frankfurter", rates: createFrankfurterExchangeRates(frankfurter) },
      }),
    }),
    readings: () => calls.readings(),
    async close() {
      calls.close();
      await connections.close();
    },
  };
}

/** The calls of all services, each with its policies, and of VIES one for each country. */
function openCalls(told: ServiceEventDeps) {
  const calls: { readonly service: string; readonly call: ControlledServiceCall }[] = [];
  const onEvent = onServiceEvent(told);
  let isClosed = false;

  function open(settings: ServiceSettings, service: string): ServiceCall {
    const call = createServiceCall(settings, { service, onEvent });
    calls.push({ service, call });
    // A country may be asked about for the first time while the program ends.
    if (isClosed) call.close();
    return call;
  }

  return {
    of(name: ServiceName, settings: ServiceSettings): ServiceCall {
      const call = open(settings, name);
      if (name !== "vies") return call;
      const create = (prefix: string): ServiceCall => open(settings, `${name} ${prefix}`);
      return createCallsByCountry({ others: call, create });
    },
    readings: (): ServiceReading[] =>
      calls.map(({ service, call }) => ({
        service,
        state: call.state(),
        limit: call.limit(),
        inFlight: call.inFlight(),
        queued: call.queued(),
      })),
    close(): void {
      isClosed = true;
      for (const { call } of calls) call.close();
    },
  };
}

type Wired = (name: "google" | "nominatim") =>
  | {
      readonly baseUrl: URL;
      readonly fetch: typeof fetch;
      readonly call: ServiceCall;
      readonly now: () => number;
    }
  | undefined;

/** One map is asked; the services file names one of the two. */
function placeFinderOf(
  { nominatim: settings }: Services,
  keys: ServiceKeys,
  wired: Wired,
): PlaceFinder | undefined {
  const google = wired("google");
  if (google !== undefined)
    return createGooglePlaceFinder({ ...google, apiKey: keys.google ?? "" });
  const nominatim = wired("nominatim");
  if (nominatim === undefined || settings === undefined) return undefined;
  return createNominatimPlaceFinder({ ...nominatim, userAgent: settings.userAgent });
}

const withSlash = (address: string): URL =>
  new URL(address.endsWith("/") ? address : `${address}/`);
