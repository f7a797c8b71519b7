import { serviceNames, type ServiceName, Services } from "#src/domain/service-settings.ts";
import { isRecord, keysAt, readYaml } from "./read-yaml.ts";

/** Secrets a service needs, from the environment. */
export type ServiceKeys = {
  readonly companiesHouse: string | undefined;
  readonly serper: string | undefined;
  readonly google: string | undefined;
};

/** Environment variable of each secret, for messages. */
const keyVariables = {
  companiesHouse: "COMPANIES_HOUSE_API_KEY",
  serper: "SERPER_API_KEY",
  google: "GOOGLE_MAPS_API_KEY",
} as const satisfies Partial<Record<ServiceName, string>>;

const keyedServices = Object.keys(keyVariables) as (keyof typeof keyVariables)[];

/** Every service with its defaults, each parsed by itself: what may stand in the file. */
const example: Services = Object.assign(
  {},
  ...serviceNames.map((name) =>
    Services.parse({ [name]: name === "nominatim" ? { userAgent: "example" } : {} }),
  ),
);

/**
 * Reads a services file (YAML): which services are asked, and how. Without a file none is.
 *
 * @throws {ConfigError} Every mistake at once, with file, line and what is allowed; and every missing key.
 */
export function readServices(path: string | undefined, keys: ServiceKeys): Services {
  if (path === undefined) return {};
  return readYaml({
    path,
    schema: Services,
    what: "services",
    allowedAt: (place) => (place.length === 0 ? serviceNames.join(", ") : keysAt(example, place)),
    otherMistakes: (content) =>
      keyless(content, keys).map(
        (service) => `${path}: ${service} needs a key: set ${keyVariables[service]}.`,
      ),
  });
}

/** Services the file names whose key is not given. */
function keyless(content: unknown, keys: ServiceKeys): (keyof ServiceKeys)[] {
  if (!isRecord(content)) return [];
  return keyedServices.filter((name) => Object.hasOwn(content, name) && keys[name] === undefined);
}
