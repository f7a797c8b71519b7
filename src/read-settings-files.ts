import { readSellerMasterFile } from "#src/adapters/offline/seller-master-file.ts";
import { readPolicy } from "#src/adapters/settings-files/read-policy.ts";
import { readServices } from "#src/adapters/settings-files/read-services.ts";
import { type Config, parseConfig } from "#src/config.ts";
import { ConfigError } from "#src/errors.ts";

/**
 * Reads the environment as `parseConfig` does, and where it is wrong also the files it names: who corrects one thing should know of all.
 *
 * @throws {ConfigError} What is wrong in any variable or file of settings, all at once.
 */
export function parseConfigWithFiles(env: Parameters<typeof parseConfig>[0]): Config {
  try {
    return parseConfig(env);
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    const mistakes = [`${error.message}.`, ...mistakesInFiles(env)];
    throw new ConfigError(mistakes.join(" "), { cause: error });
  }
}

function mistakesInFiles(env: Parameters<typeof parseConfig>[0]): string[] {
  const given = (name: string): string | undefined => env[name] || undefined;
  try {
    readSettingsFiles({
      policyFile: given("FANFOLD_POLICY"),
      sellersFile: given("FANFOLD_SELLERS"),
      servicesFile: given("FANFOLD_SERVICES"),
      serviceKeys: {
        companiesHouse: given("COMPANIES_HOUSE_API_KEY"),
        serper: given("SERPER_API_KEY"),
        google: given("GOOGLE_MAPS_API_KEY"),
      },
    });
    return [];
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    return [error.message];
  }
}

type Files = Pick<Config, "policyFile" | "sellersFile" | "servicesFile" | "serviceKeys">;

export type SettingsFiles = ReturnType<typeof readSettingsFiles>;

/**
 * Part of the composition root: reads the files of settings a run needs.
 *
 * @throws {ConfigError} What is wrong in any of them, all at once.
 */
export function readSettingsFiles({
  policyFile,
  sellersFile,
  servicesFile,
  serviceKeys: keys,
}: Files) {
  const mistakes: ConfigError[] = [];
  const attempt = <T>(read: () => T): T | undefined => {
    try {
      return read();
    } catch (error) {
      if (!(error instanceof ConfigError)) throw error;
      mistakes.push(error);
      return undefined;
    }
  };
  const policy = attempt(() => readPolicy(policyFile));
  const masterFile = attempt(() =>
    sellersFile === undefined ? undefined : readSellerMasterFile(sellersFile),
  );
  const services = attempt(() => readServices(servicesFile, keys));
  if (policy !== undefined && services !== undefined && mistakes.length === 0) {
    return { ...policy, masterFile, services, keys };
  }
  throw new ConfigError(mistakes.map(({ message }) => message).join(" "), { cause: mistakes[0] });
}
