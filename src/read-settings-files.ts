import { readSellerMasterFile } from "#src/adapters/offline/seller-master-file.ts";
import { readPolicy } from "#src/adapters/settings-files/read-policy.ts";
import { readServices } from "#src/adapters/settings-files/read-services.ts";
import type { Config } from "#src/config.ts";
import { ConfigError } from "#src/errors.ts";

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
