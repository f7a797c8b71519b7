import { iso31662 } from "iso-3166";
import { comparable } from "#src/domain/identifier.ts";

type Regions = {
  /** Code without its country, for example `CA`, by itself and by normalised name. */
  readonly codeBy: ReadonlyMap<string, string>;
};

const byCountry = new Map<string, Regions>();

/** The subdivision's code within its country (`CA` of `US-CA`), found by code or name; absent if there is none. */
export function regionCodeOf(countryCode: string, region: string | undefined): string | undefined {
  if (region === undefined) return undefined;
  const wanted = comparable(region);
  const { codeBy } = regionsOf(countryCode);
  return codeBy.get(wanted) ?? codeBy.get(wanted.replace(comparable(countryCode), ""));
}

function regionsOf(countryCode: string): Regions {
  const known = byCountry.get(countryCode);
  if (known !== undefined) return known;
  const prefix = `${countryCode}-`;
  const codeBy = new Map(
    iso31662
      .filter(({ code }) => code.startsWith(prefix))
      .flatMap(({ code, name }) => {
        const own = code.slice(prefix.length);
        return [
          [comparable(name), own],
          [comparable(own), own],
        ] as const;
      }),
  );
  const regions = { codeBy };
  // At most one entry for each of the 250 countries that exist; other codes are not kept.
  if (codeBy.size > 0) byCountry.set(countryCode, regions);
  return regions;
}
